import { type Derivative, type Latent, orThrow, type Scored } from '@sigmastream/core'
import { pureNoise } from '@sigmastream/core/schedules'
import fc from 'fast-check'
import { latents, shapes } from '../arbitraries/latents.js'
import { mustHaveSameBits } from '../compare.js'
import type { Framework } from '../framework.js'
import { type Law, law, refute } from '../law.js'
import { testNoise } from '../noise.js'

const between = (least: number, most: number): fc.Arbitrary<number> => fc.double({ min: least, max: most, noNaN: true })

/** What a denoiser was asked and said, x being of the size that it has at such a sigma, from 0.01 to pure noise. */
const derivatives: fc.Arbitrary<Derivative> = fc
  .tuple(shapes(), fc.oneof(between(0.01, 100), between(1, pureNoise), fc.constant(pureNoise)))
  .chain(([shape, sigma]) =>
    fc.record({ sigma: fc.constant(sigma), x: latents(shape, 4 * sigma), denoised: latents(shape, 8) }),
  )

const stepTo = async ({ eulerStep }: Framework, d: Derivative, to: number): Promise<Latent> => {
  const at = { index: 0, of: 1, from: d.sigma, to }
  const scored: Scored = { phase: 'scored', x: d.x, past: [d], slot: null, evaluation: d, d }
  const denoiser = () => Promise.reject(new Error('a step of Euler asks nothing'))
  const after = await eulerStep.run(scored, {
    denoiser,
    noise: testNoise(0),
    at,
    signal: new AbortController().signal,
  })()
  return orThrow(after).x
}

/** To 0 there is nothing left of x, of infinities in it neither. */
export const eulerToZero = (framework: Framework): Law =>
  law('a step of Euler to 0 is the denoised itself, bit for bit', derivatives, async (d) =>
    mustHaveSameBits('x at 0, and the denoised', await stepTo(framework, d, 0), d.denoised),
  )

/**
 * x + (to - from) d in float64, said so that nothing cancels: (to / from) x + ((from - to) / from) D. In float32 a
 * coefficient, a product and a sum round, each by half a unit in the last place of its term, and nothing else may be lost,
 * from whatever sigma.
 */
export const eulerLine = (framework: Framework): Law =>
  law(
    'a step of Euler from any finite sigma, pure noise too, is the formula in float64, to one rounding an operation',
    derivatives.chain((d) =>
      fc.tuple(fc.constant(d), fc.oneof(between(1e-3 * d.sigma, d.sigma), between(1e-3, Math.min(1, d.sigma)))),
    ),
    async ([d, to]) => {
      const [xs, clean] = [[...d.x.data], [...d.denoised.data]]
      const got = [...(await stepTo(framework, d, to)).data]
      // What float64 itself cannot tell of 1 - to / from, and subnormal numbers.
      const slack = clean.reduce((most, value) => Math.max(most, Math.abs(value)), 0) * 2 ** -52 + 2 ** -147
      xs.forEach((x, i) => {
        const own = (to / d.sigma) * x
        const toward = ((d.sigma - to) / d.sigma) * (clean[i] ?? Number.NaN)
        const bound = 3.1 * 2 ** -24 * (Math.abs(own) + Math.abs(toward)) + slack
        if (!(Math.abs((got[i] ?? Number.NaN) - (own + toward)) <= bound))
          refute(`from ${d.sigma} to ${to}: ${got[i]} is not ${own + toward} at element ${i}`)
      })
    },
  )
