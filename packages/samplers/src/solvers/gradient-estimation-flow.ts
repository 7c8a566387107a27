import { inFlowTime } from '@sigmastream/core'
import { type Sampler, sampler } from '../sampler.js'
import { type GradientEstimation, gradientEstimation } from './gradient-estimation.js'

/**
 * Gradient estimation on the velocities of a flow model: what other programs run on flow models.
 *
 * ```text
 * v_bar = gamma v + (1 - gamma) v_before,   x_t' = x_t + (t' - t) v_bar,   v = (x_t - D) / t
 * t     = sigma / (1 + sigma),              x_t  = x / (1 + sigma)
 * ```
 *
 * One call a step, order 1, no noise; the first step and the one to 0 are Euler's. Latents `[batch, channels, frames]`.
 * Refused: gamma negative or not finite.
 * Law: a schedule of one step works.
 * Source: Permenter and Yuan 2023, alg. 2; ComfyUI `sample_gradient_estimation` on the times of a flow model. In sigma:
 * {@link gradientEstimation}.
 *
 * @example
 * ```ts
 * import { constant, orThrow, plan, run, startAt } from '@sigmastream/core'
 * import { gaussianDenoiser } from '@sigmastream/core/analytic'
 * import { keyed } from '@sigmastream/core/noise'
 * import { gradientEstimationFlow } from '@sigmastream/samplers'
 *
 * // Gaussian data: the exact flow from 8 at sigma 4 is at 2.744 at sigma 1.
 * const steps = plan({ step: gradientEstimationFlow(), schedule: [4, 2.8, 2, 1.4, 1], shape: [1, 1, 1] })
 * const start = startAt(steps, constant([1, 1, 1], 8))
 * const { x } = orThrow(await run(start, { denoiser: gaussianDenoiser(0, 1), noise: keyed(7) })())
 * console.log(x.data[0]?.toFixed(3)) // 2.791
 * ```
 */
export const gradientEstimationFlow = (options: GradientEstimation = {}): Sampler =>
  sampler(
    {
      order: 1,
      family: 'multistep',
      reference: 'Permenter and Yuan 2023, alg. 2; ComfyUI sample_gradient_estimation, in flow time',
    },
    inFlowTime(gradientEstimation(options)),
  )
