import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chunksOf } from '../../src/autoencoder/chunks.js'
import type { OobleckAutoencoder } from '../../src/autoencoder/oobleck/config.js'
import { decoderLayers } from '../../src/autoencoder/oobleck/halves.js'
import { chunkFrames, elementsOfFrame } from '../../src/autoencoder/oobleck/memory.js'
import { reachOf } from '../../src/autoencoder/oobleck/reach.js'
import { decoderStages, encoderStages, type Stage } from '../../src/autoencoder/oobleck/stages.js'
import { decoderWhole, encoderWhole } from './support.js'

const half = { channels: 128, multiples: [1, 2, 4, 8, 16], strides: [2, 4, 4, 8, 8] }
const full: OobleckAutoencoder = {
  _tag: 'Oobleck',
  audioChannels: 2,
  latentChannels: 64,
  frameSamples: 2048,
  scale: 1,
  encoder: half,
  decoder: half,
  finalTanh: false,
}

describe('the receptive field', () => {
  it('is that of Stable Audio Open, computed by hand from its kernels, dilations and strides', () => {
    expect(reachOf(encoderWhole(full), 2048, 1)).toEqual({ before: 8, after: 8 })
    expect(reachOf(decoderWhole(full), 1, 2048)).toEqual({ before: 10, after: 10 })
  })

  it('is a quarter of a frame where a frame has most elements', () => {
    expect(decoderLayers(full)).toMatchObject({ channels: 512, rate: 64 })
    expect(reachOf(decoderLayers(full).outer, 1, 32)).toEqual({ before: 15, after: 15 })
  })

  it('of a convolution is half its kernel on either side', () => {
    const sizes = { inputs: 1, outputs: 1, kernel: 7, stride: 1, dilation: 3, padding: 9 }
    const one = { _tag: 'Convolution', name: '', bias: true, ...sizes } as const
    expect(reachOf([one], 1, 1)).toEqual({ before: 9, after: 9 })
    expect(reachOf([{ _tag: 'Residual', layers: [one, one] }, { _tag: 'Tanh' }], 1, 1)).toEqual({
      before: 18,
      after: 18,
    })
  })
})

describe('chunks', () => {
  const cases = [fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 200 }), fc.nat(20), fc.nat(20)] as const

  it('keep every frame once, in order, in as few chunks as their size allows', () => {
    fc.assert(
      fc.property(...cases, (frames, size, before, after) => {
        const chunks = chunksOf(frames, size, { before, after })
        expect(chunks.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i))).toEqual(
          Array.from({ length: frames }, (_, i) => i),
        )
        expect(chunks.every(({ from, to }) => to > from && to - from <= size)).toBe(true)
        expect(chunks.length).toBe(Math.ceil(frames / size))
      }),
    )
  })

  it('compute all that reaches what they keep, and nothing outside the sound', () => {
    fc.assert(
      fc.property(...cases, (frames, size, before, after) => {
        for (const { start, from, to, end } of chunksOf(frames, size, { before, after })) {
          expect(start).toBe(Math.max(0, from - before))
          expect(end).toBe(Math.min(frames, to + after))
        }
      }),
    )
  })
})

describe('the memory of a run', () => {
  const elementsOf = ({ layers, input }: Stage): number => elementsOfFrame(layers, input.rate)
  const elements = 128 * 2048
  const reach = { before: 10, after: 10 }
  const most = 2 ** 14
  const smallest = 4 * 11 * 4 * 40 * most
  const best = 4 * 11 * 4 * 2 ** 22

  it('follows 128 channels of 2048 samples a frame outside, and 512 of 64 inside', () => {
    expect(decoderStages(full).map((stage) => elementsOf(stage) * stage.perFrame)).toEqual([512 * 64, 128 * 2048])
    expect(encoderStages(full).map((stage) => elementsOf(stage) * stage.perFrame)).toEqual([128 * 2048, 512 * 64])
  })

  it('stays within a quarter of what is free, wherever that is enough for the smallest chunk', () => {
    fc.assert(
      fc.property(fc.integer({ min: smallest, max: best }), fc.integer({ min: 1, max: most }), (available, one) => {
        const frames = chunkFrames(available, one, reach)
        const bytes = 11 * 4 * one
        expect((frames + 20) * bytes).toBeLessThanOrEqual(available / 4)
        expect((frames + 21) * bytes).toBeGreaterThan(available / 4)
      }),
    )
  })

  it('does not grow with what is free beyond the largest chunk', () => {
    fc.assert(
      fc.property(fc.integer({ min: best, max: 2 ** 45 }), (available) => {
        expect(chunkFrames(available, most, reach)).toBe(2 ** 8 - 20)
      }),
    )
  })

  it('never makes a chunk shorter than what is computed around it, nor empty', () => {
    expect(chunkFrames(0, elements, reach)).toBe(20)
    expect(chunkFrames(0, elements, { before: 0, after: 0 })).toBe(1)
  })
})
