import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { checkedRamp, endingAtZero, fractions, type Ramp } from './ramp.js'
import { type Schedule, scheduleOf } from './schedule.js'

/**
 * Sigmas evenly spaced in their arctangent, which is the time of Stable Audio Open 1.0: short steps around sigma 1.
 *
 * ```text
 * sigma(u) = tan(atan max + u (atan min - atan max)),   u from 0 to 1
 * ```
 *
 * `steps` sigmas and a 0, unless `endAtZero` is false. For a model whose time is 2 atan(sigma) / pi it is what ComfyUI
 * calls normal. Refused, by the plan: steps that are not a whole number of at least 1, levels that are not 0 < min <
 * max, sigmas that coincide.
 * Source: Sabour et al. 2024 (arXiv 2404.14507); ComfyUI `comfy/samplers.py` `kl_optimal_scheduler`. Without its last
 * sigma above 0: `sgmUniform`.
 *
 * @example
 * ```ts
 * import { klOptimal } from '@sigmastream/core/schedules'
 *
 * const { sigmas } = klOptimal({ steps: 4, sigmaMin: 0.03, sigmaMax: 500 })
 * console.log(sigmas.map((sigma) => sigma.toFixed(2)).join(' ')) // 500.00 1.77 0.60 0.03 0.00
 * ```
 */
export const klOptimal = (ramp: Ramp): Schedule =>
  scheduleOf(
    pipe(
      checkedRamp('kl-optimal schedule', ramp),
      E.flatMap((steps) => {
        const top = Math.atan(ramp.sigmaMax)
        const bottom = Math.atan(ramp.sigmaMin)
        // the ends as they were given: near pi / 2 the tangent of an arctangent is off
        const sigmaAt = (u: number): number => {
          if (u === 0) return ramp.sigmaMax
          return u === 1 ? ramp.sigmaMin : Math.tan(top + u * (bottom - top))
        }
        return endingAtZero('kl-optimal schedule', fractions(steps).map(sigmaAt), ramp.endAtZero)
      }),
    ),
  )
