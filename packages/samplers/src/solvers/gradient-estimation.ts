import { along, chain, combine, denoise, line, multistepUpdate, span } from '@sigmastream/core'
import { type Sampler, sampler } from '../sampler.js'
import { outside, withRefusal } from './parts/with-refusal.js'

/** Options of gradient estimation: how far beyond the newest derivative it goes, 1 being not at all. */
export interface GradientEstimation {
  readonly gamma?: number
}

/**
 * Gradient estimation: Euler along the derivative, led away from the last one.
 *
 * ```text
 * x' = x + (to - from) (gamma d - (gamma - 1) d_before)
 * ```
 *
 * One call a step, order 1, no noise; gamma is 2 unless told otherwise. The first step uses d alone; the one to 0 is the
 * denoised. Latents `[batch, channels, frames]`. Refused: gamma negative or not finite.
 * Law: with gamma 1 it is {@link euler}, to rounding.
 * Source: Permenter and Yuan 2023 (arXiv 2306.04848), alg. 2; ComfyUI `sample_gradient_estimation`.
 *
 * @example
 * ```ts
 * import { constant, orThrow, plan, run, startAt } from '@sigmastream/core'
 * import { gaussianDenoiser } from '@sigmastream/core/analytic'
 * import { keyed } from '@sigmastream/core/noise'
 * import { gradientEstimation } from '@sigmastream/samplers'
 *
 * // Gaussian data: the exact flow from 8 at sigma 4 is at 2.744 at sigma 1.
 * const steps = plan({ step: gradientEstimation(), schedule: [4, 2.8, 2, 1.4, 1], shape: [1, 1, 1] })
 * const start = startAt(steps, constant([1, 1, 1], 8))
 * const { x } = orThrow(await run(start, { denoiser: gaussianDenoiser(0, 1), noise: keyed(7) })())
 * console.log(x.data[0]?.toFixed(3)) // 2.774
 * ```
 */
export const gradientEstimation = ({ gamma = 2 }: GradientEstimation = {}): Sampler =>
  sampler(
    {
      order: 1,
      family: 'multistep',
      reference: 'Permenter and Yuan 2023, alg. 2; ComfyUI sample_gradient_estimation',
    },
    withRefusal(
      outside('gradient estimation', 'gamma', gamma, 0),
      chain(
        denoise,
        multistepUpdate('gradientEstimationUpdate', 2, ({ at, past: [newest, previous] }) => {
          if (previous === undefined || at.to === 0) return combine(...line(newest, at))
          const lead = (gamma - 1) * span(at)
          return combine(...line(newest, at), ...along(newest, lead), ...along(previous, -lead))
        }),
      ),
    ),
  )
