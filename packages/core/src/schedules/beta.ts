import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { betaQuantile } from '../numerics/beta-quantile.js'
import { checkedPositive, checkedRamp, endingAtZero, type Ramp } from './ramp.js'
import { type Schedule, scheduleOf } from './schedule.js'

/** The two shapes of the distribution: 0.6 both in the paper, below 1 for short steps at both ends. */
export interface Beta extends Ramp {
  readonly alpha?: number
  readonly beta?: number
}

/**
 * Sigmas at even quantiles of a beta distribution over log sigma: short steps at both ends, where spectra of images and
 * sounds change most.
 *
 * ```text
 * sigma(i) = exp(log min + q (log max - log min)),   q = I^-1(1 - i / steps; alpha, beta),   i from 0 to steps - 1
 * ```
 *
 * I is the regularised incomplete beta function. `steps` sigmas and a 0, unless `endAtZero` is false; `sigmaMin` itself
 * is not among them. It is computed and not looked up in a table of 1000 sigmas, so no two sigmas fall together and there
 * are as many steps as were asked for. Refused, by the plan: steps that are not a whole number of at least 1, levels that
 * are not 0 < min < max, an alpha or beta that is not above 0, sigmas that coincide.
 * Source: Lee et al. 2024 (arXiv 2407.12173); ComfyUI `comfy/samplers.py` `beta_scheduler`. Even quantiles of another
 * distribution: {@link laplace}.
 *
 * @example
 * ```ts
 * import { beta } from '@sigmastream/core/schedules'
 *
 * const { sigmas } = beta({ steps: 4, sigmaMin: 0.03, sigmaMax: 500 })
 * console.log(sigmas.map((sigma) => sigma.toFixed(2)).join(' ')) // 500.00 90.63 3.87 0.17 0.00
 * ```
 */
export const beta = ({ alpha = 0.6, beta: second = 0.6, ...ramp }: Beta): Schedule =>
  scheduleOf(
    pipe(
      checkedRamp('beta schedule', ramp),
      E.flatMap(() => checkedPositive('beta schedule', 'alpha', alpha)),
      E.flatMap(() => checkedPositive('beta schedule', 'beta', second)),
      E.flatMap(() => {
        const { steps, sigmaMin, sigmaMax, endAtZero } = ramp
        const quantile = betaQuantile(alpha, second)
        const low = Math.log(sigmaMin)
        const span = Math.log(sigmaMax) - low
        const sigmas = Array.from({ length: steps }, (_, i) => Math.exp(low + quantile(1 - i / steps) * span))
        return endingAtZero('beta schedule', sigmas, endAtZero)
      }),
    ),
  )
