import { chain, denoise, eulerStep, type Step, score } from '@sigmastream/core'
import { type Sampler, sampler } from '../sampler.js'

/** Euler's method on the probability flow, by its definition. */
export const eulerMethod: Step = chain(denoise, score, eulerStep)

/**
 * Euler's method on the probability flow: a straight line along the derivative.
 *
 * ```text
 * d  = (x - D(x, from)) / from
 * x' = x + (to - from) d
 * ```
 *
 * One call a step, order 1, no noise. Latents `[batch, channels, frames]`. Nothing is refused.
 * Laws: those of every {@link Sampler}; the order of convergence is at least 1. `lms` of order 1 and `ddim` are the
 * same.
 * Source: Karras et al. 2022, alg. 1; k-diffusion `sample_euler` without churn. With noise: {@link eulerAncestral}.
 *
 * @example
 * ```ts
 * import { constant, orThrow, plan, run, startAt } from '@sigmastream/core'
 * import { gaussianDenoiser } from '@sigmastream/core/analytic'
 * import { keyed } from '@sigmastream/core/noise'
 * import { euler } from '@sigmastream/samplers'
 *
 * // Gaussian data: the exact flow from 8 at sigma 4 is at 2.744 at sigma 1.
 * const steps = plan({ step: euler(), schedule: [4, 2.8, 2, 1.4, 1], shape: [1, 1, 1] })
 * const start = startAt(steps, constant([1, 1, 1], 8))
 * const { x } = orThrow(await run(start, { denoiser: gaussianDenoiser(0, 1), noise: keyed(7) })())
 * console.log(x.data[0]?.toFixed(3)) // 2.641
 * ```
 */
export const euler = (): Sampler =>
  sampler({ order: 1, family: 'Euler', reference: 'Karras et al. 2022, alg. 1; k-diffusion sample_euler' }, eulerMethod)
