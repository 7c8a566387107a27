import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Interval } from '../../src/interval.js'
import { batchItem, type Latent } from '../../src/latent.js'
import { fromGrid, increment, toGrid } from '../../src/noise/brownian-path.js'
import { brownian, keyed, type NoiseSource } from '../../src/noise/index.js'
import type { Shape } from '../../src/shape.js'
import { correlation, kolmogorovSmirnov } from './statistics.js'

const over = (from: number, to: number, index = 0): Interval => ({ index, of: 8, from, to })

/** Sigmas of every size that is used, 0 among them. */
const sigma = fc.oneof(
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 9, arbitrary: fc.double({ min: -7, max: 7, noNaN: true }).map((log) => Math.exp(log)) },
)
/** The same, on the grid: there the laws hold to rounding. */
const gridSigma = sigma.map((x) => fromGrid(toGrid(x)))
const distinct = fc.uniqueArray(gridSigma, { minLength: 3, maxLength: 3 }).map((list) => list.toSorted((a, b) => b - a))
const SHAPE: Shape = [1, 2, 8]

const variance = (from: number, to: number): number =>
  increment(toGrid(Math.min(from, to)), toGrid(Math.max(from, to))).reduce(
    (sum, { weight }) => sum + weight * weight,
    0,
  )

/** W(to) - W(from), without the normalisation. */
const step = (noise: NoiseSource, from: number, to: number, lane = 'ancestral', index = 0): readonly number[] =>
  Array.from(noise({ lane, at: over(from, to, index), shape: SHAPE }).data, (x) => x * Math.sqrt(Math.abs(to - from)))

const largestDifference = (actual: readonly number[], expected: readonly number[]): number =>
  actual.reduce((most, x, i) => Math.max(most, Math.abs(x - (expected[i] ?? NaN))), 0)

describe('the grid of sigmas', () => {
  it('moves no sigma by more than 1 in 32 768, keeps 0, and stays where it is', () => {
    fc.assert(
      fc.property(sigma, (x) => {
        const on = fromGrid(toGrid(x))
        expect(Math.abs(on - x)).toBeLessThanOrEqual(x / 32_768)
        expect(fromGrid(toGrid(on))).toBe(on)
      }),
    )
  })

  it('keeps powers of two, and what is just below or above them, in order', () => {
    for (const x of [2 ** -19, 0.25, 1, 2, 512]) {
      expect(fromGrid(toGrid(x))).toBe(x)
      expect(fromGrid(toGrid(x * (1 + 2 ** -40)))).toBe(x)
      expect(fromGrid(toGrid(x * (1 - 2 ** -40)))).toBe(x)
    }
    expect(fromGrid(toGrid(2 ** -20))).toBe(2 ** -20)
    expect(fromGrid(toGrid(2 ** -20 * (1 - 2 ** -40)))).toBe(0)
  })
})

describe('the Brownian path', () => {
  it('has increments with the variance of their distance', () => {
    fc.assert(
      fc.property(gridSigma, gridSigma, (a, b) => {
        expect(variance(a, b)).toBeCloseTo(Math.abs(a - b), 9)
        expect(Math.abs(variance(a, b) - Math.abs(a - b))).toBeLessThanOrEqual(1e-12 * Math.max(a, b))
      }),
    )
  })

  it('has independent increments where intervals do not overlap', () => {
    fc.assert(
      fc.property(distinct, ([a = 0, b = 0, c = 0]) => {
        const first = new Map(increment(toGrid(b), toGrid(a)).map(({ node, weight }) => [node, weight]))
        const second = increment(toGrid(c), toGrid(b))
        const covariance = second.reduce((sum, { node, weight }) => sum + weight * (first.get(node) ?? 0), 0)
        expect(Math.abs(covariance)).toBeLessThanOrEqual(1e-12 * a)
      }),
    )
  })

  it('needs few nodes for an increment', () => {
    fc.assert(
      fc.property(sigma, sigma, (a, b) => {
        expect(increment(toGrid(Math.min(a, b)), toGrid(Math.max(a, b))).length).toBeLessThan(65)
      }),
    )
  })
})

describe('Brownian noise', () => {
  it('does not change when steps are added: increments over parts add up to the whole', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), distinct, fc.nat(50), (seed, [a = 0, b = 0, c = 0], index) => {
        const noise = brownian(seed)
        const parts = step(noise, a, b).map((x, i) => x + (step(noise, b, c, 'ancestral', index)[i] ?? NaN))
        const whole = step(noise, a, c, 'ancestral', index + 1)
        expect(largestDifference(parts, whole)).toBeLessThanOrEqual(7e-6 * Math.sqrt(a))
      }),
    )
  })

  it('does so to the resolution of the grid for any sigmas', () => {
    const sorted = fc.uniqueArray(fc.double({ min: 0.3, max: 500, noNaN: true }), { minLength: 3, maxLength: 3 })
    fc.assert(
      fc.property(
        fc.maxSafeNat(),
        sorted.map((list) => list.toSorted((x, y) => y - x)),
        (seed, [a = 0, b = 0, c = 0]) => {
          fc.pre(b < 0.9 * a && c < 0.9 * b)
          const noise = brownian(seed)
          const parts = step(noise, a, b).map((x, i) => x + (step(noise, b, c)[i] ?? NaN))
          // The square root of a width moves by at most half of what the width does, 2 in 32 768 of a in at least a tenth
          // of a.
          expect(largestDifference(parts, step(noise, a, c))).toBeLessThanOrEqual(3 * 7 * Math.sqrt(a) * (10 / 32_768))
        },
      ),
    )
  })

  it('is the same, bit for bit, whatever was asked before', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.array(fc.tuple(sigma, sigma)), sigma, sigma, (seed, before, a, b) => {
        const used = brownian(seed)
        before.forEach(([from, to]) => used({ lane: 'ancestral', at: over(from, to), shape: SHAPE }))
        const query = { lane: 'ancestral', at: over(a, b), shape: SHAPE }
        expect(used(query)).toEqual(brownian(seed)(query))
      }),
      { numRuns: 30 },
    )
  })

  it('changes sign with the direction, as in k-diffusion: W(to) - W(from)', () => {
    const noise = brownian(8)
    const [down, up] = [step(noise, 4, 2), step(noise, 2, 4)]
    expect(down).toEqual(up.map((x) => -x))
    // Upward from 0 the increment is W itself: W(4) = W(2) + (W(4) - W(2)).
    const sum = step(noise, 0, 2).map((x, i) => x + (up[i] ?? NaN))
    expect(largestDifference(step(noise, 0, 4), sum)).toBeLessThan(1e-5)
  })

  it('gives item i of a batch what item i has alone', () => {
    const seeds = [3, 900, 3]
    const query = { lane: 'ancestral', at: over(7, 6.5) }
    const batch = brownian(seeds)({ ...query, shape: [3, 2, 5] })
    seeds.forEach((seed, i) => expect(batchItem(batch, i)).toEqual(brownian(seed)({ ...query, shape: [1, 2, 5] })))
    expect(batchItem(batch, 0)).toEqual(batchItem(batch, 2))
    expect(batchItem(batch, 0)).not.toEqual(batchItem(batch, 1))
  })

  it('has a path for each lane, shared by lanes whose names agree up to a slash', () => {
    const noise = brownian(8)
    expect(step(noise, 4, 2, 'ancestral/middle')).toEqual(step(noise, 4, 2, 'ancestral'))
    expect(step(noise, 4, 2, 'reference')).not.toEqual(step(noise, 4, 2, 'ancestral'))
    expect(step(noise, 4, 2, 'ancestral2')).not.toEqual(step(noise, 4, 2, 'ancestral'))
  })

  it('is finite for every interval, and keyed noise where there is no way to go', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), sigma, fc.oneof(sigma, fc.constant(0)), (seed, a, b) => {
        for (const at of [over(a, b), over(a, a), over(a, a * (1 + 1e-9)), over(a, 0), over(0, 1e-300)]) {
          const { data } = brownian(seed)({ lane: 'a', at, shape: SHAPE })
          expect([...data].every(Number.isFinite)).toBe(true)
        }
        const still = { lane: 'start', at: over(a, a, 3), shape: SHAPE }
        expect(brownian(seed)(still)).toEqual(keyed(seed)(still))
      }),
      { numRuns: 30 },
    )
  })

  it('follows the standard normal law on every interval, and is uncorrelated on neighbouring ones', () => {
    const noise = brownian(31)
    const of = (from: number, to: number): Latent =>
      noise({ lane: 'ancestral', at: over(from, to), shape: [1, 64, 128] })
    const sigmas = [500, 433.7, 101, 100.99, 12, 2, 1.9, 0.3, 0]
    const noises = sigmas.slice(1).map((to, i) => of(sigmas[i] ?? NaN, to).data)
    for (const x of noises) expect(kolmogorovSmirnov(x)).toBeLessThan(1.95)
    const neighbours = noises.slice(1).map((x, i) => Math.abs(correlation(x, noises[i] ?? [])))
    expect(Math.max(...neighbours)).toBeLessThan(5 / Math.sqrt(64 * 128))
    // The halves of an interval make up 1 / 2 of its variance each.
    expect(correlation(of(4, 2).data, of(4, 3).data)).toBeCloseTo(Math.SQRT1_2, 1)
  })

  it('throws for sigmas that no path has, and refuses seeds that are none', () => {
    const noise = brownian(1)
    for (const bad of [-1, NaN, Infinity]) {
      expect(() => noise({ lane: 'a', at: over(1, bad), shape: SHAPE })).toThrow(/finite and at least 0/)
    }
    expect(brownian([]).refusal).toBeDefined()
    expect(brownian(-1).refusal).toBeDefined()
    expect(() => brownian([1, 2])({ lane: 'a', at: over(1, 0), shape: SHAPE })).toThrow(/2 seeds for a batch of 1/)
  })
})
