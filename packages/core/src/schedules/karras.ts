import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { checkedPositive, checkedRamp, endingAtZero, fractions, type Ramp } from './ramp.js'
import { type Schedule, scheduleOf } from './schedule.js'

/** `rho` shortens the steps near the smallest sigma; 7 in the paper. */
export interface Karras extends Ramp {
  readonly rho?: number
}

/**
 * Sigmas evenly spaced in sigma^(1/rho): short steps near the smallest sigma, long ones at the largest.
 *
 * ```text
 * sigma(u) = (max^(1/rho) + u (min^(1/rho) - max^(1/rho)))^rho,   u from 0 to 1
 * ```
 *
 * `steps` sigmas and a 0, unless `endAtZero` is false. Refused, by the plan: steps that are not a whole number of at
 * least 1, levels that are not 0 < min < max, rho not above 0, sigmas that coincide.
 * Source: Karras et al. 2022, eq. 5 (rho 7); k-diffusion `get_sigmas_karras`. See {@link polyexponential}.
 *
 * @example
 * ```ts
 * import { karras } from '@sigmastream/core/schedules'
 *
 * const { sigmas } = karras({ steps: 4, sigmaMin: 0.03, sigmaMax: 80 })
 * console.log(sigmas.map((sigma) => sigma.toFixed(2)).join(' ')) // 80.00 13.39 1.21 0.03 0.00
 * console.log(karras({ steps: 0, sigmaMin: 0.03, sigmaMax: 80 }).refusal?.right) // a whole number of at least 1
 * ```
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
