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
 * sigma = exp(log min + (1 - u)^rho (log max - log min)), u from 0 to 1: k-diffusion `get_sigmas_polyexponential`.
 * Refused: bad steps or levels, rho not above 0.
 */
export const polyexponential = (options: Polyexponential): Schedule =>
  scheduleOf(polyexponentialSigmas('polyexponential schedule', options))

/**
 * Evenly spaced in log sigma: k-diffusion `get_sigmas_exponential`, the polyexponential schedule with rho 1. Refused:
 * bad steps or levels.
 */
export const exponential = (ramp: Ramp): Schedule =>
  scheduleOf(polyexponentialSigmas('exponential schedule', { ...ramp, rho: 1 }))
