import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chunksOf } from '../../src/autoencoder/chunks.js'
import type { AutoencoderConfig } from '../../src/autoencoder/config.js'
import { bytesOfFrame, chunkFrames } from '../../src/autoencoder/memory.js'
import { decoderLayers, encoderLayers } from '../../src/autoencoder/oobleck.js'
import { reachOf } from '../../src/autoencoder/reach.js'

const half = { channels: 128, multiples: [1, 2, 4, 8, 16], strides: [2, 4, 4, 8, 8] }
const full: AutoencoderConfig = {
  audioChannels: 2, latentChannels: 64, frameSamples: 2048, scale: 1, encoder: half, decoder: half, finalTanh: false,
}

describe('the receptive field', () => {
  it('is that of Stable Audio Open, computed by hand from its kernels, dilations and strides', () => {
    expect(reachOf(encoderLayers(full), 2048, 1)).toEqual({ before: 8, after: 8 })
    expect(reachOf(decoderLayers(full), 1, 2048)).toEqual({ before: 10, after: 10 })
  })

  it('of a convolution is half its kernel on either side', () => {
    const sizes = { inputs: 1, outputs: 1, kernel: 7, stride: 1, dilation: 3, padding: 9 }
    const one = { _tag: 'Convolution', name: '', bias: true, ...sizes } as const
    expect(reachOf([one], 1, 1)).toEqual({ before: 9, after: 9 })
    expect(reachOf([{ _tag: 'Residual', layers: [one, one] }, { _tag: 'Tanh' }], 1, 1)).toEqual({ before: 18, after: 18 })
  })
})

describe('chunks', () => {
  const cases = [fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 200 }), fc.nat(20), fc.nat(20)] as const

  it('keep every frame once, in order, in as few chunks as their size allows', () => {
    fc.assert(fc.property(...cases, (frames, size, before, after) => {
      const chunks = chunksOf(frames, size, { before, after })
      expect(chunks.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i)))
        .toEqual(Array.from({ length: frames }, (_, i) => i))
      expect(chunks.every(({ from, to }) => to > from && to - from <= size)).toBe(true)
      expect(chunks.length).toBe(Math.ceil(frames / size))
    }))
  })

  it('compute all that reaches what they keep, and nothing outside the sound', () => {
    fc.assert(fc.property(...cases, (frames, size, before, after) => {
      for (const { start, from, to, end } of chunksOf(frames, size, { before, after })) {
        expect(start).toBe(Math.max(0, from - before))
        expect(end).toBe(Math.min(frames, to + after))
      }
    }))
  })
})

describe('the memory of a run', () => {
  const perFrame = bytesOfFrame(decoderLayers(full), 1)
  const reach = { before: 10, after: 10 }

  it('is eleven tensors of 128 channels and 2048 samples for a frame of Stable Audio Open', () => {
    expect(perFrame).toBe(11 * 4 * 128 * 2048)
    expect(bytesOfFrame(encoderLayers(full), 2048)).toBe(perFrame)
  })

  it('stays within a quarter of what is free, wherever that is enough for the smallest chunk', () => {
    const smallest = 4 * 40 * perFrame
    fc.assert(fc.property(fc.integer({ min: smallest, max: 2 ** 40 }), (available) => {
      const frames = chunkFrames(available, perFrame, reach)
      expect((frames + 20) * perFrame).toBeLessThanOrEqual(available / 4)
      expect((frames + 21) * perFrame).toBeGreaterThan(available / 4)
    }))
  })

  it('never makes a chunk shorter than what is computed around it, nor empty', () => {
    expect(chunkFrames(0, perFrame, reach)).toBe(20)
    expect(chunkFrames(0, perFrame, { before: 0, after: 0 })).toBe(1)
  })
})
