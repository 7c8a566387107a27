import { along, chain, combine, denoise, type Levels, multistepUpdate } from '@sigmastream/core'
import { type Sampler, sampler } from '../sampler.js'

/** The order of the multistep method: how many derivatives it fits a polynomial through. */
export type LmsOrder = 1 | 2 | 3 | 4

/** Options of the linear multistep method. */
export interface Lms {
  readonly order?: LmsOrder
}

/**
 * The integral over the interval of the Lagrange polynomial that is 1 at `nodes[which]` and 0 at the others. Two
 * Gauss-Legendre points are exact for cubics, and order 4 has no more.
 */
const lagrangeIntegral = (nodes: readonly number[], which: number, { from, to }: Levels): number => {
  const basis = (tau: number): number =>
    nodes.reduce(
      (product, node, k) => (k === which ? product : (product * (tau - node)) / ((nodes[which] ?? node) - node)),
      1,
    )
  const middle = (from + to) / 2
  const half = (to - from) / 2
  return half * (basis(middle - half / Math.sqrt(3)) + basis(middle + half / Math.sqrt(3)))
}

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
 * Law: the declared memory suffices, bit for bit: derivatives follow from the past evaluations.
 * Source: k-diffusion `sample_lms`. Of order 1 it is {@link euler}.
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
export const lms = ({ order = 4 }: Lms = {}): Sampler =>
  sampler(
    { order, family: 'multistep', reference: 'k-diffusion sample_lms' },
    chain(
      denoise,
      multistepUpdate('lmsUpdate', order, ({ at, x, past }) => {
        const sigmas = past.map(({ sigma }) => sigma)
        return combine([1, x], ...past.flatMap((evaluation, k) => along(evaluation, lagrangeIntegral(sigmas, k, at))))
      }),
    ),
  )
