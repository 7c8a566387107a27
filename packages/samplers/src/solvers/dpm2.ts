import {
  along,
  chain,
  choose,
  combine,
  denoise,
  denoiseAt,
  eulerTo,
  type Interval,
  type Step,
  score,
  span,
  update,
} from '@sigmastream/core'
import { type Sampler, sampler } from '../sampler.js'
import { eulerMethod } from './euler.js'
import { type Ancestral, ancestral } from './parts/ancestral.js'
import { fromNoiseOrToZero } from './parts/from-noise-or-to-zero.js'
import { between } from './parts/log-sigma.js'

const middle = (at: Interval): number => between(at, 0.5)

/** x + (to - from) d, with d taken in the middle of the interval (in log sigma). */
const midpoint = update('midpoint', 2, ({ at, past: [second, first] }) =>
  combine([1, first.x], ...along(second, span(at))),
)

/** The midpoint rule, to wherever the interval ends. */
export const midpointMethod: Step = choose(
  fromNoiseOrToZero,
  eulerMethod,
  chain(chain(denoise, score, eulerTo(middle)), denoiseAt(middle, 'denoise(middle)'), midpoint),
)

/**
 * The midpoint rule in log sigma, and Euler's step from pure noise and to 0.
 *
 * ```text
 * m  = sqrt(from to),   xm = x + (m - from) d
 * x' = x + (to - from) (xm - D(xm, m)) / m
 * ```
 *
 * Two calls a step, one from pure noise and one to 0; order 2, no noise. Latents `[batch, channels, frames]`. Nothing
 * is refused.
 * Law: the order of convergence is at least 2.
 * Source: Lu et al. 2022 (DPM-Solver-2), Karras et al. 2022; k-diffusion `sample_dpm_2`. With noise:
 * {@link dpm2Ancestral}.
 *
 * @example
 * ```ts
 * import { constant, orThrow, plan, run, startAt } from '@sigmastream/core'
 * import { gaussianDenoiser } from '@sigmastream/core/analytic'
 * import { keyed } from '@sigmastream/core/noise'
 * import { dpm2 } from '@sigmastream/samplers'
 *
 * // Gaussian data: the exact flow from 8 at sigma 4 is at 2.744 at sigma 1.
 * const steps = plan({ step: dpm2(), schedule: [4, 2.8, 2, 1.4, 1], shape: [1, 1, 1] })
 * const start = startAt(steps, constant([1, 1, 1], 8))
 * const { x } = orThrow(await run(start, { denoiser: gaussianDenoiser(0, 1), noise: keyed(7) })())
 * console.log(x.data[0]?.toFixed(3)) // 2.754
 * ```
 */
export const dpm2 = (): Sampler =>
  sampler(
    { order: 2, family: 'DPM-Solver', reference: 'Lu et al. 2022 (DPM-Solver); k-diffusion sample_dpm_2' },
    midpointMethod,
  )

/**
 * The midpoint rule that aims below the next sigma, and noise that makes up for it.
 *
 * ```text
 * x' = dpm2(x; from to down) + noise up eps,   down^2 + up^2 = to^2
 * ```
 *
 * Two calls a step, one from pure noise and one to 0; eps from the lane `ancestral`. Latents
 * `[batch, channels, frames]`. Refused: eta or noise negative or not finite.
 * Law: from one start, another seed gives other bits.
 * Source: k-diffusion `sample_dpm_2_ancestral`. See {@link dpm2} and {@link ancestral}.
 *
 * @example
 * ```ts
 * import { callsOf, orThrow, plan } from '@sigmastream/core'
 * import { dpm2Ancestral } from '@sigmastream/samplers'
 *
 * const three = plan({ step: dpm2Ancestral(), schedule: [4, 2, 1, 0], shape: [1, 64, 128] })
 * console.log(orThrow(callsOf(three))) // 5
 * ```
 */
export const dpm2Ancestral = (options: Ancestral = {}): Sampler =>
  sampler(
    { order: 2, family: 'DPM-Solver', reference: 'k-diffusion sample_dpm_2_ancestral' },
    ancestral(options, midpointMethod),
  )
