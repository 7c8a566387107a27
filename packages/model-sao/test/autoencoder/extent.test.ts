import fc from 'fast-check'
import { readonlyNonEmptyArray as RNEA } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { chunksOf } from '../../src/autoencoder/chunks.js'
import type { OobleckAutoencoder } from '../../src/autoencoder/oobleck/config.js'
import { decoderLayers } from '../../src/autoencoder/oobleck/halves.js'
import {
  bytesOfRun,
  chunkFrames,
  elementsOfFrame,
  evenFrames,
  weightsOf,
} from '../../src/autoencoder/oobleck/memory.js'
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
  const smallest = 4 * 10 * 4 * 40 * most
  const best = 4 * 10 * 4 * 2 ** 22

  it('follows 128 channels of 2048 samples a frame outside, and 512 of 64 inside', () => {
    expect(decoderStages(full).map((stage) => elementsOf(stage) * stage.perFrame)).toEqual([512 * 64, 128 * 2048])
    expect(encoderStages(full).map((stage) => elementsOf(stage) * stage.perFrame)).toEqual([128 * 2048, 512 * 64])
  })

  it('counts the weights of what is opened several times: kernels, and a hundredth more for biases and alphas', () => {
    const [, outer] = decoderStages(full)
    const upsampling = 512 * 256 * 8 + 256 * 128 * 8 + 128 * 128 * 4
    const kernels = upsampling + 3 * 256 * 256 * 8 + 2 * 3 * 128 * 128 * 8 + 128 * 2 * 7
    expect(weightsOf(outer.layers)).toBeGreaterThan(kernels)
    expect(weightsOf(outer.layers)).toBeLessThan(1.01 * kernels)
  })

  const ways = fc.integer({ min: 1, max: 4 })

  it('stays within a quarter of what is free, wherever that is enough for the smallest chunks', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 4 * smallest, max: best }),
        fc.integer({ min: 1, max: most }),
        ways,
        (available, one, count) => {
          const frames = chunkFrames(available, one, reach, count)
          const bytes = 10 * 4 * one * count
          expect((frames + 20) * bytes).toBeLessThanOrEqual(available / 4)
          expect((frames + 21) * bytes).toBeGreaterThan(available / 4)
        },
      ),
    )
  })

  it('does not grow with what is free beyond the largest chunk, which is shared by as many ways as there are', () => {
    fc.assert(
      fc.property(fc.integer({ min: best, max: 2 ** 45 }), (available) => {
        expect([1, 2, 4].map((count) => chunkFrames(available, most, reach, count))).toEqual([236, 108, 44])
      }),
    )
  })

  it('never makes a chunk shorter than what is computed around it, nor empty', () => {
    expect(chunkFrames(0, elements, reach, 2)).toBe(20)
    expect(chunkFrames(0, elements, { before: 0, after: 0 }, 2)).toBe(1)
    expect(evenFrames(1, 500, { before: 0, after: 0 }, 4)).toBe(1)
    expect(evenFrames(30, 500, reach, 2)).toBe(20)
  })

  it('is that of chunks which come out even on all ways, none longer than they may be', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 160, max: 10_000 }),
        fc.integer({ min: 40, max: 500 }),
        ways,
        (frames, size, count) => {
          const even = evenFrames(frames, size, reach, count)
          const chunks = chunksOf(frames, even, reach)
          const turns = Math.ceil(frames / (count * size))
          expect(even).toBeLessThanOrEqual(size)
          expect(Math.ceil(chunks.length / count)).toBe(turns)
          expect(chunks.length).toBeGreaterThan(count * (turns - 1))
        },
      ),
    )
  })

  it('is that of the longest chunks on one way, of any length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 20, max: 500 }), (frames, size) => {
        const even = evenFrames(frames, size, reach, 1)
        expect(chunksOf(frames, even, reach)).toEqual(chunksOf(frames, size, reach))
      }),
    )
  })

  it('is foretold for any number of ways up to as many as there may be', () => {
    const sizes = fc.record({
      frames: fc.integer({ min: 1, max: 20_000 }),
      available: fc.integer({ min: 0, max: 2 ** 33 }),
      count: ways,
    })
    const stages = [...decoderStages(full), ...encoderStages(full)]
    fc.assert(
      fc.property(sizes, fc.constantFrom(...stages), ({ frames, available, count }, stage) => {
        const { layers, input, output } = stage
        const [one, around] = [elementsOf(stage), reachOf(layers, input.rate, output.rate)]
        const chunks = chunksOf(
          frames,
          evenFrames(frames, chunkFrames(available, one, around, count), around, count),
          around,
        )
        const rows = RNEA.chunksOf(count)(chunks)
        const largest = Math.max(...rows.map((row) => row.reduce((sum, { start, end }) => sum + end - start, 0)))
        expect(largest * one * 10 * 4).toBeLessThanOrEqual(bytesOfRun(frames, available, one, around, 4))
      }),
    )
  })
})
