import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import * as t from 'io-ts'
import { describe, expect, it } from 'vitest'
import { decodeModelConfig } from '../../src/checkpoint/model-config.js'
import { decodePartConfigs } from '../../src/checkpoint/part-configs.js'
import { opensTogether, predictMemory, type RunSize } from '../../src/memory/prediction.js'
import { weightBytes } from '../../src/memory/weights.js'
import { PRECISIONS } from '../../src/precision/precision.js'
import { decodeT5Config } from '../../src/text/t5/config.js'
import { right } from '../text/support.js'

const json = (name: string): unknown =>
  JSON.parse(readFileSync(fileURLToPath(new URL(`../../../../fixtures/full-size/${name}`, import.meta.url)), 'utf8'))

const Shapes = t.record(t.string, t.array(t.number))
const List = t.type({ 'model.safetensors': Shapes, 'text_encoder/model.safetensors': Shapes })
const list: unknown = json('tensors.json')
if (!List.is(list)) throw new Error('tensors.json has another form')
const stored = Object.values(list).flatMap((shapes) => Object.entries(shapes).map(([name, shape]) => ({ name, shape })))
const bytes = weightBytes(stored, 'fp32', [])

const config = right(decodeModelConfig('model_config.json', json('model_config.json')))
const t5Base = { vocab_size: 32_128, d_model: 768, d_kv: 64, d_ff: 3072, num_heads: 12, num_layers: 12 }
const configs = {
  partConfigs: right(decodePartConfigs('model_config.json', config)),
  textConfig: right(decodeT5Config('config.json', t5Base)),
}

const run: RunSize = {
  frames: 128,
  batch: 1,
  guided: true,
  told: 1,
  encoded: false,
  decoded: false,
  available: 2 ** 33,
}
const peak = (changes: Partial<RunSize>): number => predictMemory(configs, bytes, { ...run, ...changes }).peak

describe('weightBytes', () => {
  it('measures each network of Stable Audio Open', () => {
    expect(bytes.transformer).toBe(4 * 1_056_939_152)
    expect(bytes.encoder + bytes.decoder).toBe(4 * 156_112_514)
    expect(bytes.text).toBeGreaterThan(4 * 109_000_000)
  })

  it('measures the transformer, and nothing else, by its precision: a half, about a quarter and a sixth', () => {
    const shares = PRECISIONS.map((precision) => weightBytes(stored, precision, []).transformer / bytes.transformer)
    const expected = [1, 1 / 2, 1 / 4, 1 / 6]
    shares.forEach((share, i) => expect(Math.abs(share - (expected[i] ?? NaN))).toBeLessThan(0.02))
    expect({ ...weightBytes(stored, 'int8', []), transformer: 0 }).toEqual({ ...bytes, transformer: 0 })
  })

  it('measures a matrix that is kept as it is', () => {
    const name = 'model.model.transformer.layers.0.ff.ff.2.weight'
    const matrix = 1536 * 6144
    const more = weightBytes(stored, 'int8', [name]).transformer - weightBytes(stored, 'int8', []).transformer
    expect(more).toBe(3 * matrix - 4 * 1536)
  })
})

describe('predictMemory', () => {
  // The largest resident set of a process that did this on random weights of the real size, in MiB, measured once.
  it.each<readonly [Partial<RunSize>, number]>([
    [{ frames: 128 }, 4299],
    [{ frames: 128, batch: 2 }, 4405],
    [{ frames: 1024 }, 4532],
    [{ frames: 1024, batch: 2 }, 4859],
    [{ frames: 128, decoded: true }, 4766],
    [{ frames: 1024, decoded: true }, 5368],
    [{ frames: 512, guided: false }, 4310],
    [{ frames: 512, guided: false, decoded: true }, 4973],
  ])('is above what %j took, by at most a quarter', (size, measured) => {
    const ratio = peak(size) / (measured * 2 ** 20)
    expect(ratio).toBeGreaterThan(1)
    expect(ratio).toBeLessThan(1.25)
  })

  it('is above what int8 took with one network after the other, by at most a quarter', () => {
    const little = { ...run, available: 2 ** 31 }
    const ratio = predictMemory(configs, weightBytes(stored, 'int8', []), little).peak / (1261 * 2 ** 20)
    expect(ratio).toBeGreaterThan(1)
    expect(ratio).toBeLessThan(1.25)
  })

  it('grows with frames, items, guidance, prompts and what is encoded and decoded', () => {
    const size = fc.record({
      frames: fc.integer({ min: 1, max: 1024 }),
      batch: fc.integer({ min: 1, max: 16 }),
      guided: fc.boolean(),
      encoded: fc.boolean(),
      decoded: fc.boolean(),
      told: fc.integer({ min: 1, max: 2000 }),
    })
    fc.assert(
      fc.property(size, (one) => {
        expect(peak({ ...one, frames: one.frames + 1 })).toBeGreaterThan(peak(one))
        expect(peak({ ...one, batch: one.batch + 1 })).toBeGreaterThan(peak(one))
        expect(peak({ ...one, told: one.told + 100 })).toBeGreaterThan(peak(one))
        expect(peak({ ...one, guided: true })).toBeGreaterThanOrEqual(peak({ ...one, guided: false }))
        expect(peak({ ...one, encoded: true })).toBeGreaterThanOrEqual(peak({ ...one, encoded: false }))
        expect(peak({ ...one, decoded: true })).toBeGreaterThan(peak({ ...one, decoded: false }))
      }),
    )
  })

  it('counts the tokens of very many prompts three times, where the text encoder is the largest moment', () => {
    const { prompt, numbers, width } = configs.partConfigs.conditioning
    const [more, many] = [peak({ told: 100_001 }), peak({ told: 100_000 })]
    expect(more - many).toBe(3 * 4 * (prompt.length + numbers.length) * width)
  })

  it('bounds decoding by what it may count on, however long the sound', () => {
    const size = { ...run, decoded: true, available: 2 ** 30 }
    const coding = (frames: number) => predictMemory(configs, bytes, { ...size, frames }).coding
    const sound = 6 * 4 * 2 * 2048 // copies, bytes, channels and samples of a frame
    expect(coding(1024) - coding(512)).toBe(512 * sound)
  })

  it('keeps a decode by itself below 1.2 GB, however much memory there is, up to the longest sound of the model', () => {
    const process = 384 * 2 ** 20
    const size = { ...run, decoded: true, available: 2 ** 40 }
    const decode = (frames: number) => process + predictMemory(configs, bytes, { ...size, frames }).coding
    for (const frames of [1, 128, 512, 1024]) expect(decode(frames)).toBeLessThan(1.2e9)
  })

  it('grows by the latents and the sound alone, where the transformer is asked of windows', () => {
    const size = { decoded: true, available: 2 ** 30 }
    const sound = 6 * 4 * 2 * 2048 // copies, bytes, channels and samples of a frame
    const latents = 12 * 4 * 64 // copies, bytes and channels
    const window = peak({ ...size, frames: 1024 })
    expect(peak({ ...size, frames: 8192, window: 1024 }) - window).toBe((8192 - 1024) * (sound + latents))
  })

  it('is smaller in every smaller precision, but never than what the text encoder needs before', () => {
    const peaks = PRECISIONS.map((precision) => predictMemory(configs, weightBytes(stored, precision, []), run).peak)
    expect(peaks.toSorted((a, b) => b - a)).toEqual(peaks)
    expect(new Set(peaks).size).toBe(PRECISIONS.length)
    expect(Math.min(...peaks)).toBeGreaterThan(bytes.text)
  })
})

describe('opensTogether', () => {
  const small = weightBytes(stored, 'int8', [])
  const together = (available: number): boolean => opensTogether(configs, small, { told: 1, available })

  it('is where the text encoder and a small transformer take no more than half of the memory', () => {
    const alone = predictMemory(configs, small, { ...run, available: 0 })
    const beside = predictMemory(configs, small, { ...run, available: 2 ** 40 })
    expect(together(2 * beside.peak)).toBe(true)
    expect(together(2 * alone.model)).toBe(false)
    expect(beside.peak).toBeGreaterThan(alone.peak)
    expect(beside).toMatchObject({ model: alone.model, sampling: alone.sampling })
  })

  it('is never where the transformer is large', () => {
    expect(opensTogether(configs, bytes, { told: 1, available: 2 ** 50 })).toBe(false)
  })
})
