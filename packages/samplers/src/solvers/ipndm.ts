import { along, chain, combine, denoise, line, multistepUpdate, span } from '@sigmastream/core'
import { type Sampler, sampler } from '../sampler.js'
import type { Multistep } from './parts/multistep.js'

/** The weights of Adams and Bashforth on equal steps, by the number of derivatives; the newest comes first. */
const adamsBashforth: readonly (readonly number[])[] = [
  [],
  [1],
  [3 / 2, -1 / 2],
  [23 / 12, -16 / 12, 5 / 12],
  [55 / 24, -59 / 24, 37 / 24, -9 / 24],
]

/**
 * iPNDM: a multistep method that weighs the last derivatives alike whatever the steps are.
 *
 * ```text
 * x' = x + (to - from) (55 d - 59 d_1 + 37 d_2 - 9 d_3) / 24
 * ```
 *
 * One call a step, no noise; 4 derivatives unless told otherwise (`order`), fewer in the first steps: (23, -16, 5) / 12,
 * (3, -1) / 2. The step to 0 is the denoised. The weights are those of equal steps in sigma, and there it has the order
 * that it is told; on other lists, that is on nearly all, its order is 2. Latents `[batch, channels, frames]`. Nothing is
 * refused.
 * Law: on equal steps, exact where the derivative is a cubic in sigma (of a degree one below the order).
 * Source: Liu et al. 2022 (PNDM, arXiv 2202.09778), begun with lower orders as Zhang and Chen 2022 (DEIS, arXiv
 * 2204.13902) do; ComfyUI `sample_ipndm`. With the weights of the list at hand: {@link lms}.
 *
 * @example
 * ```ts
 * import { constant, orThrow, plan, run, startAt } from '@sigmastream/core'
 * import { gaussianDenoiser } from '@sigmastream/core/analytic'
 * import { keyed } from '@sigmastream/core/noise'
 * import { ipndm } from '@sigmastream/samplers'
 *
 * // Gaussian data: the exact flow from 8 at sigma 4 is at 2.744 at sigma 1.
 * const steps = plan({ step: ipndm(), schedule: [4, 2.8, 2, 1.4, 1], shape: [1, 1, 1] })
 * const start = startAt(steps, constant([1, 1, 1], 8))
 * const { x } = orThrow(await run(start, { denoiser: gaussianDenoiser(0, 1), noise: keyed(7) })())
 * console.log(x.data[0]?.toFixed(3)) // 2.733
 * ```
 */
export const ipndm = ({ order = 4 }: Multistep = {}): Sampler =>
  sampler(
    {
      order: Math.min(order, 2),
      family: 'multistep',
      reference: 'Liu et al. 2022 (PNDM); Zhang and Chen 2022 (DEIS); ComfyUI sample_ipndm',
    },
    chain(
      denoise,
      multistepUpdate('ipndmUpdate', order, ({ at, x, past }) => {
        if (at.to === 0) return combine(...line(past[0], at))
        const weights = adamsBashforth[past.length] ?? []
        return combine([1, x], ...past.flatMap((evaluation, k) => along(evaluation, (weights[k] ?? 0) * span(at))))
      }),
    ),
  )
