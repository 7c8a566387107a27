import { latents, mustBeNear, mustHaveSameBits, peakOf, pointDenoiser, shapes } from '@sigmastream/laws'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { along, combine, constant, type Derivative, type Latent, line, toD } from '../src/index.js'

const finite = (least: number, largestValue: number) => fc.double({ min: least, max: largestValue, noNaN: true })

const derivatives = (sigmas: fc.Arbitrary<number>): fc.Arbitrary<Derivative> =>
  shapes().chain((shape) => fc.record({ sigma: sigmas, x: latents(shape, 100), denoised: latents(shape, 100) }))

/** The two terms of x + (to - from) d in float64, from = sigma, said so that nothing cancels. */
const exact = ({ sigma, x, denoised }: Derivative, to: number): readonly (readonly [number, number])[] => {
  const clean = [...denoised.data]
  return [...x.data].map((value, i) => [(to / sigma) * value, ((sigma - to) / sigma) * (clean[i] ?? Number.NaN)])
}

describe('a derivative is an evaluation', () => {
  it('along is by times d, to rounding', () => {
    fc.assert(
      fc.property(derivatives(finite(0.01, 100)), fc.oneof(finite(-10, -1e-3), finite(1e-3, 10)), (d, by) => {
        const size = (peakOf(d.x) + peakOf(d.denoised)) * Math.abs(by / d.sigma)
        mustBeNear('by d', combine(...along(d, by)), combine([by, toD(d)]), size * 2 ** -21 + 2 ** -140)
      }),
    )
  })

  it('line from any finite sigma, 1e12 too, loses no digit: each float32 operation rounds once, and nothing cancels', () => {
    const cases = derivatives(fc.oneof(finite(0.01, 100), finite(1, 1e12), fc.constant(1e12))).chain((d) =>
      fc.tuple(fc.constant(d), fc.oneof(finite(1e-3, d.sigma), finite(1e-3, Math.min(1, d.sigma)))),
    )
    fc.assert(
      fc.property(cases, ([d, to]) => {
        const terms = exact(d, to)
        // What float64 itself cannot tell of 1 - to / sigma, and subnormal numbers.
        const slack = peakOf(d.denoised) * 2 ** -52 + 2 ** -147
        const wrong = [...combine(...line(d, { from: d.sigma, to })).data].findIndex((value, i) => {
          const [own, clean] = terms[i] ?? [Number.NaN, Number.NaN]
          // A coefficient, a product and a sum: three roundings of half a unit in the last place.
          return !(Math.abs(value - (own + clean)) <= (Math.abs(own) + Math.abs(clean)) * 3.1 * 2 ** -24 + slack)
        })
        expect(wrong).toBe(-1)
      }),
    )
  })

  it('line to 0 is the denoised itself, whatever x holds', () => {
    fc.assert(
      fc.property(derivatives(finite(1e-3, 1e12)), (d) => {
        mustHaveSameBits('at 0', combine(...line(d, { from: d.sigma, to: 0 })), d.denoised)
        const strange = constant(d.x.shape, Infinity)
        mustHaveSameBits('at 0', combine(...line({ ...d, x: strange }, { from: d.sigma, to: 0 })), d.denoised)
      }),
    )
  })

  it('line to where it begins is x itself', () => {
    fc.assert(
      fc.property(derivatives(finite(1e-3, 1e12)), (d) => {
        mustHaveSameBits('at sigma', combine(...line(d, { from: d.sigma, to: d.sigma })), d.x)
      }),
    )
  })

  it('adds the coefficients of one latent up before it looks at a value: x + (0 - sigma) d is the denoised', async () => {
    const x = constant([1, 1, 3], Infinity)
    const denoised: Latent = await pointDenoiser(constant([1, 1, 3], 2))(x, 4, new AbortController().signal)
    expect(combine([1, x], ...along({ sigma: 4, x, denoised }, -4))).toBe(denoised)
  })
})
