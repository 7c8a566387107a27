import * as fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { batchItem } from '../../src/latent.js'
import { keyed } from '../../src/noise/index.js'
import { fillNormals } from '../../src/noise/normals.js'
import { itemSeeds } from '../../src/noise/seeds.js'
import { threefryFill, type Words } from '../../src/noise/threefry.js'
import type { Shape } from '../../src/shape.js'
import { correlation, kolmogorovSmirnov, mean, moment } from './statistics.js'

const at = (index: number) => ({ index, of: 8, from: 2, to: 1 })

/** Room is left above for the seeds of a batch. */
const seed = fc.maxSafeNat().map((s) => Math.min(s, Number.MAX_SAFE_INTEGER - 10))
const lane = fc.string({ maxLength: 12 })
const index = fc.nat(20_000)
const size = fc.integer({ min: 1, max: 5 })
const shape: fc.Arbitrary<Shape> = fc.tuple(size, size, size)
/** Big enough that two unrelated latents never agree by chance. */
const SHAPE: Shape = [1, 2, 4]

describe('keyed noise', () => {
  it('is the same, bit for bit, whatever was asked before', () => {
    fc.assert(
      fc.property(seed, lane, index, shape, fc.array(fc.tuple(lane, index)), (s, name, i, of, before) => {
        const used = keyed(s)
        before.forEach(([otherLane, otherIndex]) => used({ lane: otherLane, at: at(otherIndex), shape: of }))
        expect(used({ lane: name, at: at(i), shape: of })).toEqual(keyed(s)({ lane: name, at: at(i), shape: of }))
      }),
    )
  })

  it('has other bits for another seed, another lane and another interval', () => {
    fc.assert(
      fc.property(seed, lane, index, fc.tuple(seed, lane, index), (s, name, i, [s2, name2, i2]) => {
        fc.pre(s2 !== s && name2 !== name && i2 !== i)
        const noise = keyed(s)({ lane: name, at: at(i), shape: SHAPE }).data
        expect(keyed(s2)({ lane: name, at: at(i), shape: SHAPE }).data).not.toEqual(noise)
        expect(keyed(s)({ lane: name2, at: at(i), shape: SHAPE }).data).not.toEqual(noise)
        expect(keyed(s)({ lane: name, at: at(i2), shape: SHAPE }).data).not.toEqual(noise)
      }),
    )
  })

  it.each([
    ['seeds that differ above 32 bits', [1, 'a', 0], [1 + 2 ** 32, 'a', 0]],
    ['a lane that begins another', [1, 'a', 0], [1, 'a\0', 0]],
    ['an empty lane', [1, '', 0], [1, '\0', 0]],
    ['an interval below 0', [1, 'a', -1], [1, 'a', 2 ** 32 - 1]],
  ] as const)('tells apart %s', (_, [s, name, i], [s2, name2, i2]) => {
    expect(keyed(s)({ lane: name, at: at(i), shape: SHAPE })).not.toEqual(
      keyed(s2)({ lane: name2, at: at(i2), shape: SHAPE }),
    )
  })

  it('depends on the index of the interval alone, not on its sigmas', () => {
    const noise = keyed(5)
    expect(noise({ lane: 'a', at: { index: 3, of: 8, from: 9, to: 7 }, shape: SHAPE })).toEqual(
      noise({ lane: 'a', at: { index: 3, of: 8, from: 2, to: 0 }, shape: SHAPE }),
    )
  })

  it('gives item i of a batch what item i has alone, wherever it stands', () => {
    fc.assert(
      fc.property(fc.array(seed, { minLength: 1, maxLength: 5 }), lane, index, size, (seeds, name, i, frames) => {
        const batch = keyed(seeds)({ lane: name, at: at(i), shape: [seeds.length, 3, frames] })
        seeds.forEach((s, k) => {
          expect(batchItem(batch, k)).toEqual(keyed(s)({ lane: name, at: at(i), shape: [1, 3, frames] }))
        })
      }),
    )
  })

  it('spreads a single seed over a batch as itemSeeds says', () => {
    const seeds = itemSeeds(40, 3)
    expect(seeds).toEqual(E.right([40, 41, 42]))
    expect(keyed(40)({ lane: 'a', at: at(1), shape: [3, 2, 5] })).toEqual(
      keyed([40, 41, 42])({ lane: 'a', at: at(1), shape: [3, 2, 5] }),
    )
  })

  it('keeps its bits from release to release, on every engine', () => {
    const { data } = keyed(456)({ lane: 'ancestral', at: at(7), shape: [1, 1, 6] })
    expect(Array.from(new Uint32Array(data.slice().buffer), (bits) => bits.toString(16))).toEqual(PINNED)
  })

  it('refuses seeds that are none, and says what would be right', () => {
    const right = 'a whole number from 0 to 2^53 - 1'
    expect(keyed(-1).refusal).toEqual({ _tag: 'Refused', subject: 'seed', wrong: '-1', right })
    expect(keyed([3, 0.5]).refusal).toEqual({ _tag: 'Refused', subject: 'seeds', wrong: '0.5 for item 1', right })
    expect(keyed(NaN).refusal).toBeDefined()
    expect(keyed(2 ** 53).refusal).toBeDefined()
    expect(keyed([]).refusal).toBeDefined()
    expect(E.isLeft(itemSeeds(Number.MAX_SAFE_INTEGER, 2))).toBe(true)
    expect(E.isLeft(itemSeeds(1, 0))).toBe(true)
    expect(E.isRight(itemSeeds(Number.MAX_SAFE_INTEGER, 1))).toBe(true)
  })

  it('throws for a batch that its seeds do not fit', () => {
    expect(() => keyed([1, 2])({ lane: 'a', at: at(0), shape: [3, 1, 4] })).toThrow(/2 seeds for a batch of 3/)
    expect(() => keyed(Number.MAX_SAFE_INTEGER)({ lane: 'a', at: at(0), shape: [2, 1, 4] })).toThrow(/for 2 items/)
  })
})

describe('the normals of a stream', () => {
  it('are those of Box and Muller in float64, rounded once', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), fc.integer({ min: 1, max: 300 }), (k0, k1, count) => {
        const key: Words = [k0, k1]
        const out = new Float32Array(count)
        fillNormals(key, out)
        const words = new Int32Array(count + (count % 2))
        threefryFill(key, [0, 0], words)
        out.forEach((normal, i) => {
          const u = ((words[i - (i % 2)]! | 1) >>> 0) / 2 ** 32 // words has the pair of every normal
          const angle = (2 * Math.PI * ((words[i - (i % 2) + 1]! >>> 0) + 0.5)) / 2 ** 32 // as above
          const expected = Math.sqrt(-2 * Math.log(u)) * (i % 2 === 0 ? Math.cos(angle) : Math.sin(angle))
          expect(Math.abs(normal - expected)).toBeLessThanOrEqual(Math.abs(expected) * 2 ** -24 + 1e-13)
        })
      }),
    )
  })

  it('of a longer array begin with those of a shorter one, across the chunks they are made in', () => {
    const long = new Float32Array(10_001)
    fillNormals([1, 2], long)
    for (const count of [1, 2, 4095, 4096, 4097, 8193]) {
      const short = new Float32Array(count)
      fillNormals([1, 2], short)
      expect(short).toEqual(long.slice(0, count))
    }
  })

  it('follow the standard normal law', () => {
    const { data } = keyed(2024)({ lane: 'a', at: at(0), shape: [1, 64, 1024] })
    const n = data.length
    // Five standard errors of each moment: their variances are 1, 2, 15 and 96 over n.
    expect(Math.abs(mean(data))).toBeLessThan(5 / Math.sqrt(n))
    expect(Math.abs(moment(data, 2) - 1)).toBeLessThan(5 * Math.sqrt(2 / n))
    expect(Math.abs(moment(data, 3))).toBeLessThan(5 * Math.sqrt(15 / n))
    expect(Math.abs(moment(data, 4) - 3)).toBeLessThan(5 * Math.sqrt(96 / n))
    expect(kolmogorovSmirnov(data)).toBeLessThan(1.95)
  })

  it('are uncorrelated across lanes, intervals, items and neighbouring elements', () => {
    const noise = keyed([1, 2])
    const big: Shape = [2, 64, 256]
    const [a, lane2, index2] = [
      noise({ lane: 'a', at: at(0), shape: big }),
      noise({ lane: 'b', at: at(0), shape: big }),
      noise({ lane: 'a', at: at(1), shape: big }),
    ]
    const first = Array.from(batchItem(a, 0).data)
    const limit = 5 / Math.sqrt(first.length)
    for (const other of [batchItem(lane2, 0).data, batchItem(index2, 0).data, batchItem(a, 1).data]) {
      expect(Math.abs(correlation(first, other))).toBeLessThan(limit)
    }
    for (const lag of [1, 2, 256])
      expect(Math.abs(correlation(first.slice(0, -lag), first.slice(lag)))).toBeLessThan(limit)
    // Squares as well: pairs of Box and Muller share their radius.
    const squares = first.map((v) => (v * v - 1) / Math.SQRT2)
    expect(Math.abs(correlation(squares.slice(0, -1), squares.slice(1)))).toBeLessThan(limit)
  })
})

/** The float32 patterns of the first six values of seed 456, lane "ancestral", interval 7. */
const PINNED: readonly string[] = ['3ec3d0e9', '404d0373', 'be12ffb8', '3f464a17', 'bd1d236d', '3f72a9b2']
