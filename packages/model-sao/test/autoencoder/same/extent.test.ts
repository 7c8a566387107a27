import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chunksOf, referenceChunks } from '../../../src/autoencoder/chunks.js'
import { codingBytes } from '../../../src/autoencoder/coding-bytes.js'
import { decoderCoding, encoderCoding } from '../../../src/autoencoder/same/halves.js'
import { chunkFrames } from '../../../src/autoencoder/same/memory.js'
import { configOf, sizes } from './support.js'

describe('the chunks of the reference', () => {
  it('are 128 frames, 96 apart, the last at the end, and 16 are cut off inside', () => {
    expect(referenceChunks(128)).toEqual([{ start: 0, from: 0, to: 128, end: 128 }])
    expect(referenceChunks(7)).toEqual([{ start: 0, from: 0, to: 7, end: 7 }])
    expect(referenceChunks(129)).toEqual([
      { start: 0, from: 0, to: 17, end: 128 },
      { start: 1, from: 17, to: 129, end: 129 },
    ])
    expect(referenceChunks(320)).toEqual([
      { start: 0, from: 0, to: 112, end: 128 },
      { start: 96, from: 112, to: 208, end: 224 },
      { start: 192, from: 208, to: 320, end: 320 },
    ])
  })

  it('keep every frame once, in order, of 128 frames or all', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), (frames) => {
        const chunks = referenceChunks(frames)
        expect(chunks.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i))).toEqual(
          Array.from({ length: frames }, (_, i) => i),
        )
        expect(chunks.every(({ start, end }) => end - start === Math.min(128, frames))).toBe(true)
        expect(chunks.every(({ start, from, to, end }) => start <= from && from < to && to <= end)).toBe(true)
      }),
    )
  })
})

describe('chunks of a network that looks at frames in groups', () => {
  const counts = [fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 200 }), fc.nat(20), fc.nat(20)] as const

  it('keep every frame once, begin and end with a group, and compute all that reaches them', () => {
    fc.assert(
      fc.property(...counts, fc.integer({ min: 1, max: 8 }), (frames, size, before, after, grid) => {
        const chunks = chunksOf(frames, size, { before, after }, grid)
        expect(chunks.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i))).toEqual(
          Array.from({ length: frames }, (_, i) => i),
        )
        for (const { start, from, to, end } of chunks) {
          expect([start % grid, from % grid]).toEqual([0, 0])
          expect(end === frames || end % grid === 0).toBe(true)
          expect(start === 0 || start <= from - before).toBe(true)
          expect(end === frames || end >= to + after).toBe(true)
          expect(to - from).toBeLessThanOrEqual(Math.max(size, grid))
        }
      }),
    )
  })
})

describe.each(sizes)('the memory of SAME of the %s model', (size) => {
  const config = configOf(`full-size-sa3-${size}`)
  const [minutes, all] = [4096, 2 ** 40]

  it('is under a gigabyte for six minutes, with the sound, and does not grow beyond', () => {
    for (const part of ['encoder', 'decoder'] as const) {
      const bytes = codingBytes(config, part, minutes, all)
      expect(bytes + 4 * 2 * 4096 * minutes).toBeLessThan(1e9)
      expect(codingBytes(config, part, 10 * minutes, all)).toBe(bytes)
      expect(codingBytes(config, part, 10, all)).toBeLessThan(bytes / 4)
    }
  })

  it('is a quarter of what is free, where that is less, but for chunks that are worth it', () => {
    const tight = 2 ** 29
    expect(codingBytes(config, 'decoder', minutes, tight)).toBeLessThanOrEqual(tight / 4)
    const coding = decoderCoding(config)
    const around = coding.reach.before + coding.reach.after
    expect(chunkFrames(coding, 0)).toBe(Math.max(coding.grid, around))
  })

  it('computes at most an eighth twice, where there is memory', () => {
    for (const coding of [encoderCoding(config), decoderCoding(config)]) {
      const around = coding.reach.before + coding.reach.after
      expect(chunkFrames(coding, all)).toBeGreaterThanOrEqual(8 * around)
    }
  })
})
