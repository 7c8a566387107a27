import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { checkedRamp, endingAtZero, fractions, type Ramp } from './ramp.js'
import { type Schedule, scheduleOf } from './schedule.js'

/**
 * Sigmas evenly spaced, from `sigmaMax` down to `sigmaMin`.
 *
 * ```text
 * sigma(u) = max + u (min - max),   u from 0 to 1
 * ```
 *
 * `steps` sigmas and a 0, unless `endAtZero` is false. Refused, by the plan: steps that are not a whole number of at
 * least 1, levels that are not 0 < min < max. Even in log sigma: {@link exponential}.
 *
 * @example
 * ```ts
 * import { linear } from '@sigmastream/core/schedules'
 *
 * console.log(linear({ steps: 3, sigmaMin: 1, sigmaMax: 9 }).sigmas.join(' ')) // 9 5 1 0
 * ```
 */
export const linear = (ramp: Ramp): Schedule =>
  scheduleOf(
    pipe(
      checkedRamp('linear schedule', ramp),
      E.flatMap((steps) =>
        endingAtZero(
          'linear schedule',
          fractions(steps).map((u) => ramp.sigmaMax + u * (ramp.sigmaMin - ramp.sigmaMax)),
          ramp.endAtZero,
        ),
      ),
    ),
  )
