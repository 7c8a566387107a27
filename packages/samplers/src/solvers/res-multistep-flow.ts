import { inFlowTime } from '@sigmastream/core'
import { type Sampler, sampler } from '../sampler.js'
import { resMultistep } from './res-multistep.js'

/**
 * RES multistep with the times of a flow model where it says sigma: what other programs run on flow models.
 *
 * ```text
 * h  = log(t / t'),   x_t' = (t' / t) x_t + (1 - t' / t) D + b (D - D_before),   b = (h - (1 - t' / t)) / log(t_before / t)
 * t  = sigma / (1 + sigma),   x_t = x / (1 + sigma)
 * ```
 *
 * One call a step, order 2, no noise; the first step and the one to 0 use D alone. It fits a line through D over log t,
 * which has an end at t = 1, where log sigma has none. Latents `[batch, channels, frames]`. Nothing is refused.
 * Law: the order of convergence is at least 2.
 * Source: Zhang et al. 2023 (RES); ComfyUI `sample_res_multistep` on the times of a flow model. In sigma:
 * {@link resMultistep}.
 *
 * @example
 * ```ts
 * import { constant, orThrow, plan, run, startAt } from '@sigmastream/core'
 * import { gaussianDenoiser } from '@sigmastream/core/analytic'
 * import { keyed } from '@sigmastream/core/noise'
 * import { resMultistepFlow } from '@sigmastream/samplers'
 *
 * // Gaussian data: the exact flow from 8 at sigma 4 is at 2.744 at sigma 1.
 * const steps = plan({ step: resMultistepFlow(), schedule: [4, 2.8, 2, 1.4, 1], shape: [1, 1, 1] })
 * const start = startAt(steps, constant([1, 1, 1], 8))
 * const { x } = orThrow(await run(start, { denoiser: gaussianDenoiser(0, 1), noise: keyed(7) })())
 * console.log(x.data[0]?.toFixed(3)) // 2.740
 * ```
 */
export const resMultistepFlow = (): Sampler =>
  sampler(
    {
      order: 2,
      family: 'multistep',
      reference: 'Zhang et al. 2023 (RES); ComfyUI sample_res_multistep, in flow time',
    },
    inFlowTime(resMultistep()),
  )
