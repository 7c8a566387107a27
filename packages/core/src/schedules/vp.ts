import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { checkedPositive, checkedSteps, endingAtZero, fractions } from './ramp.js'
import { type Schedule, scheduleOf } from './schedule.js'

/** The variance-preserving process: beta(t) = betaMin + betaD t, sampled from t = 1 down to t = epsilon. */
export interface VariancePreserving {
  readonly steps: number
  readonly betaD?: number
  readonly betaMin?: number
  readonly epsilon?: number
  readonly endAtZero?: boolean
}

/**
 * Sigmas of the variance-preserving process at even times.
 *
 * ```text
 * sigma(t) = sqrt(exp(betaD t^2 / 2 + betaMin t) - 1),   t from 1 down to epsilon
 * ```
 *
 * `steps` sigmas and a 0, unless `endAtZero` is false. Refused, by the plan: steps that are not a whole number of at
 * least 1, a beta or epsilon not above 0. By levels: {@link karras}.
 * Source: Song et al. 2021; Karras et al. 2022, table 1; k-diffusion `get_sigmas_vp`.
 *
 * @example
 * ```ts
 * import { vp } from '@sigmastream/core/schedules'
 *
 * const { sigmas } = vp({ steps: 3 })
 * console.log(sigmas.map((sigma) => sigma.toFixed(2)).join(' ')) // 152.17 3.42 0.01 0.00
 * ```
 */
export const vp = ({
  steps,
  betaD = 19.9,
  betaMin = 0.1,
  epsilon = 1e-3,
  endAtZero = true,
}: VariancePreserving): Schedule =>
  scheduleOf(
    pipe(
      checkedSteps('vp schedule', steps),
      E.flatMap(() => checkedPositive('vp schedule', 'beta d', betaD)),
      E.flatMap(() => checkedPositive('vp schedule', 'beta min', betaMin)),
      E.flatMap(() => checkedPositive('vp schedule', 'epsilon', epsilon)),
      E.flatMap(() =>
        endingAtZero(
          'vp schedule',
          fractions(steps).map((u) => {
            const time = 1 + u * (epsilon - 1)
            return Math.sqrt(Math.expm1((betaD * time ** 2) / 2 + betaMin * time))
          }),
          endAtZero,
        ),
      ),
    ),
  )
