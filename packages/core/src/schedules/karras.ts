import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { checkedPositive, checkedRamp, endingAtZero, fractions, type Ramp } from './ramp.js'
import { type Schedule, scheduleOf } from './schedule.js'

/** `rho` shortens the steps near the smallest sigma; 7 in the paper. */
export interface Karras extends Ramp {
  readonly rho?: number
}

/**
 * Evenly spaced in sigma^(1/rho): Karras et al. 2022, eq. 5; k-diffusion `get_sigmas_karras`. Refused: bad steps or
 * levels, rho not above 0.
 */
export const karras = ({ rho = 7, ...ramp }: Karras): Schedule =>
  scheduleOf(
    pipe(
      checkedRamp('karras schedule', ramp),
      E.flatMap(() => checkedPositive('karras schedule', 'rho', rho)),
      E.flatMap(() => {
        const top = ramp.sigmaMax ** (1 / rho)
        const bottom = ramp.sigmaMin ** (1 / rho)
        return endingAtZero(
          'karras schedule',
          fractions(ramp.steps).map((u) => (top + u * (bottom - top)) ** rho),
          ramp.endAtZero,
        )
      }),
    ),
  )
