import { pure } from '@sigmastream/core/analytic'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withExpectation } from '../src/expectation.js'
import type { WindowRows } from '../src/windows.js'
import { latentOf, never, scatteredLatent } from './support.js'

const shape = [1, 3, 8] as const
const size = 24

/** Windows over all frames, whose alignments correlate so far with what surrounds them. */
const windows = (correlation: number): readonly WindowRows[] => [
  {
    first: 0,
    last: 0,
    window: 8,
    estimated: { start: 0, end: 8 },
    places: null,
    agreement: new Float64Array(3).fill(correlation),
  },
]

/** An answer that depends on x and sigma, and on every element by itself. */
const inner = pure((x, sigma) =>
  latentOf(
    x.shape,
    x.data.slice().map((value, i) => Math.sin(value + i) / (1 + sigma)),
  ),
)

const filled = (value: number) => latentOf(shape, new Float32Array(size).fill(value))
const salts = fc.nat(1000)
const sigmas = fc.double({ min: 1e-3, max: 100, noNaN: true })
const correlations = fc.double({ min: 0, max: 1, noNaN: true })

describe('an expectation', () => {
  it('that leaves all open passes the answers of the denoiser unchanged, bit for bit', () =>
    fc.assert(
      fc.asyncProperty(salts, sigmas, correlations, async (salt, sigma, correlation) => {
        const x = scatteredLatent(shape, salt)
        const denoiser = withExpectation(inner, { mean: filled(0), doubt: filled(1), open: filled(1) }, [
          windows(correlation),
        ])
        expect(await denoiser(x, sigma, never)).toEqual(await inner(x, sigma, never))
      }),
      { numRuns: 20 },
    ))

  it('that leaves nothing open is the answer where what is learnt tells nothing of the place', () =>
    fc.assert(
      fc.asyncProperty(salts, sigmas, async (salt, sigma) => {
        const mean = scatteredLatent(shape, salt)
        const denoiser = withExpectation(inner, { mean, doubt: filled(0), open: filled(0) }, [windows(0)])
        expect(await denoiser(scatteredLatent(shape, salt + 1), sigma, never)).toEqual(mean)
      }),
      { numRuns: 20 },
    ))

  it('hardly counts where what is learnt is the same as what surrounds the gap', async () => {
    const mean = scatteredLatent(shape, 3)
    const x = scatteredLatent(shape, 4)
    const [alone, beside] = await Promise.all([
      inner(x, 1, never),
      withExpectation(inner, { mean, doubt: filled(0.5), open: filled(0.5) }, [windows(1)])(x, 1, never),
    ])
    alone.data.slice().forEach((value, i) => expect(Math.abs(value - beside.data[i]!)).toBeLessThan(0.01)) // of one shape
  })

  it('and what is learnt together have the power of one of them, however much is left open', () =>
    fc.assert(
      fc.asyncProperty(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        async (open, correlation) => {
          // of power 1, the mean tells 1 - open; what is learnt has all of it, and nothing to do with the mean
          const [value, told] = [1, Math.sqrt(1 - open)]
          const learnt = pure(() => filled(value))
          const parts = await Promise.all(
            [told, 0].map((mean) =>
              withExpectation(learnt, { mean: filled(mean), doubt: filled(open), open: filled(open) }, [
                windows(correlation),
              ])(filled(0), 1, never),
            ),
          )
          const [both = 0, rest = 0] = parts.map(({ data }) => data[0] ?? Number.NaN)
          expect((both - rest) ** 2 + rest ** 2).toBeCloseTo(1, 4)
        },
      ),
      { numRuns: 50 },
    ))
})
