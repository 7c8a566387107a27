import { inFlowTime } from '@sigmastream/core'
import { type Sampler, sampler } from '../sampler.js'
import { heun } from './heun.js'

/**
 * Heun's method in the time of flow models: the trapezoidal rule on velocities, and Euler's step where it would end at 0.
 *
 * ```text
 * v1  = (x_t - D(x_t, t)) / t,   x1 = x_t + (t' - t) v1
 * v2  = (x1 - D(x1, t')) / t'
 * x_t' = x_t + (t' - t) (v1 + v2) / 2,   t = sigma / (1 + sigma),   x_t = x / (1 + sigma)
 * ```
 *
 * Two calls a step, one to 0; order 2, no noise. Latents `[batch, channels, frames]`. Nothing is refused.
 * Law: the order of convergence is at least 2.
 * Source: k-diffusion `sample_heun` on the times of a flow model, as ComfyUI runs it. In sigma: {@link heun}, which
 * steps from t = 1 as Euler does.
 *
 * @example
 * ```ts
 * import { constant, orThrow, plan, run, startAt } from '@sigmastream/core'
 * import { gaussianDenoiser } from '@sigmastream/core/analytic'
 * import { keyed } from '@sigmastream/core/noise'
 * import { heunFlow } from '@sigmastream/samplers'
 *
 * // Gaussian data: the exact flow from 8 at sigma 4 is at 2.744 at sigma 1.
 * const steps = plan({ step: heunFlow(), schedule: [4, 2.8, 2, 1.4, 1], shape: [1, 1, 1] })
 * const start = startAt(steps, constant([1, 1, 1], 8))
 * const { x } = orThrow(await run(start, { denoiser: gaussianDenoiser(0, 1), noise: keyed(7) })())
 * console.log(x.data[0]?.toFixed(3)) // 2.747
 * ```
 */
export const heunFlow = (): Sampler =>
  sampler(
    { order: 2, family: 'Heun', reference: 'k-diffusion sample_heun, in flow time as ComfyUI runs it' },
    inFlowTime(heun()),
  )
