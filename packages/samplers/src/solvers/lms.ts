import { along, chain, combine, denoise, multistepUpdate } from '@sigmastream/core'
import { type Sampler, sampler } from '../sampler.js'
import { integral, lagrange } from './parts/lagrange.js'
import type { Multistep } from './parts/multistep.js'

/**
 * Linear multistep: a polynomial through the last derivatives, integrated over the step (Adams-Bashforth on uneven
 * sigmas).
 *
 * ```text
 * x' = x + sum_k d_k (integral from `from` to `to` of l_k),   l_k the Lagrange basis on the past sigmas
 * ```
 *
 * One call a step; order 4 unless told otherwise, fewer in the first steps; no noise. Latents
 * `[batch, channels, frames]`. Nothing is refused.
 * Laws: exact where the derivative is a cubic in sigma (a polynomial of a degree one below the order), on any list; the
 * declared memory suffices, bit for bit: derivatives follow from the past evaluations.
 * Source: k-diffusion `sample_lms`. Of order 1 it is {@link euler}. It is also what `ipndm-v` means: the copies of that
 * one in the field have wrong weights (docs/wrong-copies.md). With one set of weights for all lists: {@link ipndm}.
 *
 * @example
 * ```ts
 * import { constant, orThrow, plan, run, startAt } from '@sigmastream/core'
 * import { gaussianDenoiser } from '@sigmastream/core/analytic'
 * import { keyed } from '@sigmastream/core/noise'
 * import { lms } from '@sigmastream/samplers'
 *
 * // Gaussian data: the exact flow from 8 at sigma 4 is at 2.744 at sigma 1.
 * const steps = plan({ step: lms(), schedule: [4, 2.8, 2, 1.4, 1], shape: [1, 1, 1] })
 * const start = startAt(steps, constant([1, 1, 1], 8))
 * const { x } = orThrow(await run(start, { denoiser: gaussianDenoiser(0, 1), noise: keyed(7) })())
 * console.log(x.data[0]?.toFixed(3)) // 2.707
 * ```
 */
export const lms = ({ order = 4 }: Multistep = {}): Sampler =>
  sampler(
    { order, family: 'multistep', reference: 'k-diffusion sample_lms' },
    chain(
      denoise,
      multistepUpdate('lmsUpdate', order, ({ at, x, past }) => {
        const sigmas = past.map(({ sigma }) => sigma)
        return combine(
          [1, x],
          ...past.flatMap((evaluation, k) => along(evaluation, integral(lagrange(sigmas, k), at, 1))),
        )
      }),
    ),
  )
