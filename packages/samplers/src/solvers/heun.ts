import {
  along,
  chain,
  choose,
  combine,
  denoise,
  denoiseAt,
  eulerTo,
  type Interval,
  score,
  span,
  update,
} from '@sigmastream/core'
import { type Sampler, sampler } from '../sampler.js'
import { eulerMethod } from './euler.js'
import { fromNoiseOrToZero } from './parts/from-noise-or-to-zero.js'

const end = ({ to }: Interval): number => to

/** x + (to - from) (d1 + d2) / 2, with d1 at the start of the interval and d2 where Euler's step ended. */
const trapezoid = update('trapezoid', 2, ({ at, past: [second, first] }) =>
  combine([1, first.x], ...along(first, span(at) / 2), ...along(second, span(at) / 2)),
)

/**
 * Heun's method: the trapezoidal rule on the probability flow, and Euler's step from pure noise and to 0.
 *
 * ```text
 * d1 = (x - D(x, from)) / from,   x1 = x + (to - from) d1
 * d2 = (x1 - D(x1, to)) / to
 * x' = x + (to - from) (d1 + d2) / 2
 * ```
 *
 * Two calls a step, one from pure noise and one to 0; order 2, no noise. Latents `[batch, channels, frames]`. Nothing
 * is refused.
 * Law: the order of convergence is at least 2.
 * Source: Karras et al. 2022, alg. 1; k-diffusion `sample_heun`. {@link withChurn} makes it alg. 2.
 *
 * @example
 * ```ts
 * import { constant, orThrow, plan, run, startAt } from '@sigmastream/core'
 * import { gaussianDenoiser } from '@sigmastream/core/analytic'
 * import { keyed } from '@sigmastream/core/noise'
 * import { heun } from '@sigmastream/samplers'
 *
 * // Gaussian data: the exact flow from 8 at sigma 4 is at 2.744 at sigma 1.
 * const steps = plan({ step: heun(), schedule: [4, 2.8, 2, 1.4, 1], shape: [1, 1, 1] })
 * const start = startAt(steps, constant([1, 1, 1], 8))
 * const { x } = orThrow(await run(start, { denoiser: gaussianDenoiser(0, 1), noise: keyed(7) })())
 * console.log(x.data[0]?.toFixed(3)) // 2.773
 * ```
 */
export const heun = (): Sampler =>
  sampler(
    { order: 2, family: 'Heun', reference: 'Karras et al. 2022, alg. 1; k-diffusion sample_heun' },
    choose(
      fromNoiseOrToZero,
      eulerMethod,
      chain(chain(denoise, score, eulerTo(end)), denoiseAt(end, 'denoise(to)'), trapezoid),
    ),
  )
