import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Refused } from '../errors.js'
import { checkedRamp, ended, fractions, type Ramp } from './ramp.js'

/** Evenly spaced in sigma, from `sigmaMax` down to `sigmaMin`. Refused: bad steps or levels. */
export const linear = (ramp: Ramp): E.Either<Refused, readonly number[]> =>
  pipe(
    checkedRamp('linear schedule', ramp),
    E.flatMap((steps) =>
      ended(
        'linear schedule',
        fractions(steps).map((u) => ramp.sigmaMax + u * (ramp.sigmaMin - ramp.sigmaMax)),
        ramp.endAtZero,
      ),
    ),
  )
