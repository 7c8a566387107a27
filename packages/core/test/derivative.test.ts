import { latents, mustBeNear, mustHaveSameBits, peakOf, pointDenoiser, shapes } from '@sigmastream/laws'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { along, combine, constant, type Derivative, type Latent, line, toD } from '../src/index.js'

const finite = (least: number, largestValue: number) => fc.double({ min: least, max: largestValue, noNaN: true })

const derivatives = (sigmas: fc.Arbitrary<number>): fc.Arbitrary<Derivative> =>
  shapes().chain((shape) => fc.record({ sigma: sigmas, x: latents(shape, 100), denoised: latents(shape, 100) }))

describe('a derivative is an evaluation', () => {
  it('along is by times d, to rounding', () => {
    fc.assert(
      fc.property(derivatives(finite(0.01, 100)), fc.oneof(finite(-10, -1e-3), finite(1e-3, 10)), (d, by) => {
        const size = (peakOf(d.x) + peakOf(d.denoised)) * Math.abs(by / d.sigma)
        mustBeNear('by d', combine(...along(d, by)), combine([by, toD(d)]), size * 2 ** -21 + 2 ** -140)
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
