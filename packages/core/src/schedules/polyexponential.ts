import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Refused } from '../errors.js'
import { checkedPositive, checkedRamp, endingAtZero, fractions, type Ramp } from './ramp.js'
import { type Schedule, scheduleOf } from './schedule.js'

/** `rho` bends the line in log sigma: 1 is straight. */
export interface Polyexponential extends Ramp {
  readonly rho?: number
}

/** The sigmas of both schedules that are even in log sigma, bent or straight. */
const polyexponentialSigmas = (
  subject: string,
  { rho = 1, ...ramp }: Polyexponential,
): E.Either<Refused, readonly number[]> =>
  pipe(
    checkedRamp(subject, ramp),
    E.flatMap(() => checkedPositive(subject, 'rho', rho)),
    E.flatMap(() => {
      const low = Math.log(ramp.sigmaMin)
      const span = Math.log(ramp.sigmaMax) - low
      return endingAtZero(
        subject,
        fractions(ramp.steps).map((u) => Math.exp((1 - u) ** rho * span + low)),
        ramp.endAtZero,
      )
    }),
  )

/**
 * Sigmas on a bent line in log sigma: what Stable Audio Open uses.
 *
 * ```text
 * sigma(u) = exp(log min + (1 - u)^rho (log max - log min)),   u from 0 to 1
 * ```
 *
 * `steps` sigmas and a 0, unless `endAtZero` is false. Refused, by the plan: steps that are not a whole number of at
 * least 1, levels that are not 0 < min < max, rho not above 0. Straight: {@link exponential}.
 * Source: k-diffusion `get_sigmas_polyexponential`.
 *
 * @example
 * ```ts
 * import { polyexponential } from '@sigmastream/core/schedules'
 *
 * const { sigmas } = polyexponential({ steps: 4, sigmaMin: 0.03, sigmaMax: 80, rho: 2 })
 * console.log(sigmas.map((sigma) => sigma.toFixed(2)).join(' ')) // 80.00 1.00 0.07 0.03 0.00
 * ```
 */
export const polyexponential = (options: Polyexponential): Schedule =>
  scheduleOf(polyexponentialSigmas('polyexponential schedule', options))

/**
 * Sigmas evenly spaced in log sigma: each is the same fraction of the one before.
 *
 * ```text
 * sigma(u) = max^(1 - u) min^u,   u from 0 to 1
 * ```
 *
 * `steps` sigmas and a 0, unless `endAtZero` is false. Refused, by the plan: steps that are not a whole number of at
 * least 1, levels that are not 0 < min < max. It is {@link polyexponential} with rho 1.
 * Source: k-diffusion `get_sigmas_exponential`.
 *
 * @example
 * ```ts
 * import { exponential } from '@sigmastream/core/schedules'
 *
 * const { sigmas } = exponential({ steps: 4, sigmaMin: 1, sigmaMax: 8 })
 * console.log(sigmas.map((sigma) => sigma.toFixed(2)).join(' ')) // 8.00 4.00 2.00 1.00 0.00
 * ```
 */
export const exponential = (ramp: Ramp): Schedule =>
  scheduleOf(polyexponentialSigmas('exponential schedule', { ...ramp, rho: 1 }))
