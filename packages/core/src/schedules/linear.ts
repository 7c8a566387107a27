import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { checkedRamp, endingAtZero, fractions, type Ramp } from './ramp.js'
import { type Schedule, scheduleOf } from './schedule.js'

/** Evenly spaced in sigma, from `sigmaMax` down to `sigmaMin`. Refused: bad steps or levels. */
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
