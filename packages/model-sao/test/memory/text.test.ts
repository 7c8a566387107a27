import { describe, expect, it } from 'vitest'
import { textBytes } from '../../src/memory/activations.js'
import { weightBytes } from '../../src/memory/weights.js'
import { isTextMatrix } from '../../src/precision/matrices.js'
import { fullSizeConfig as config, fullSizeStored as stored } from '../text/full-size-t5gemma.js'

describe('the memory of T5Gemma', () => {
  it('is that of its layers in float32: of the embedding few rows are read', () => {
    const all = stored.reduce((sum, { shape }) => sum + shape.reduce((count, size) => count * size, 1), 0)
    expect(weightBytes(stored, 'fp32', []).text).toBe(4 * (all - 256_000 * 768))
  })

  it('is a quarter of that, and the norms, where the model is in 8 bits or in 4', () => {
    const matrices = stored.filter(isTextMatrix)
    expect(matrices).toHaveLength(12 * 7)
    const values = matrices.reduce((sum, { shape: [outputs = 0, inputs = 0] }) => sum + outputs * inputs, 0)
    const scales = matrices.reduce((sum, { shape: [outputs = 0] }) => sum + outputs, 0)
    const less = weightBytes(stored, 'fp32', []).text - weightBytes(stored, 'int8', []).text
    expect(less).toBe(3 * values - 4 * scales)
    expect(weightBytes(stored, 'int4', []).text).toBe(weightBytes(stored, 'int8', []).text)
    expect(weightBytes(stored, 'fp16-weights', []).text).toBe(weightBytes(stored, 'fp32', []).text)
  })

  it('is above what a process took that told 256 tokens with weights and a tokenizer of the real size, by at most a fifth', () => {
    const process = 384 * 2 ** 20 // what `predictMemory` counts for it
    const ratio = (process + weightBytes(stored, 'fp32', []).text + textBytes(config, 256)) / (761 * 2 ** 20)
    expect(ratio).toBeGreaterThan(1)
    expect(ratio).toBeLessThan(1.2)
  })

  it('grows with the vocabulary, for it is the tokenizer that is large', () => {
    expect(textBytes({ ...config, vocabulary: 512_000 }, 256)).toBeGreaterThan(textBytes(config, 256) + 100 * 2 ** 20)
  })
})
