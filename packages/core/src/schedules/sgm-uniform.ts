import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { klOptimal } from './kl-optimal.js'
import { checkedSteps, endingAtZero, type Ramp } from './ramp.js'
import { type Schedule, scheduleOf, sigmasOf } from './schedule.js'

/**
 * Sigmas evenly spaced in their arctangent, on a line that would reach `sigmaMin` one step later: the last step goes to
 * 0 instead.
 *
 * ```text
 * sigma(i) = tan(atan max + (i / steps) (atan min - atan max)),   i from 0 to steps - 1
 * ```
 *
 * `steps` sigmas and a 0, unless `endAtZero` is false. Refused, by the plan: steps that are not a whole number of at
 * least 1, levels that are not 0 < min < max, sigmas that coincide.
 * Source: ComfyUI `comfy/samplers.py` `normal_scheduler` with `sgm`, for a model whose time is 2 atan(sigma) / pi. With
 * `sigmaMin` in it: {@link klOptimal}.
 *
 * @example
 * ```ts
 * import { sgmUniform } from '@sigmastream/core/schedules'
 *
 * const { sigmas } = sgmUniform({ steps: 4, sigmaMin: 0.03, sigmaMax: 500 })
 * console.log(sigmas.map((sigma) => sigma.toFixed(2)).join(' ')) // 500.00 2.46 1.03 0.44 0.00
 * ```
 */
export const sgmUniform = ({ steps, sigmaMin, sigmaMax, endAtZero = true }: Ramp): Schedule =>
  scheduleOf(
    pipe(
      checkedSteps('sgm-uniform schedule', steps),
      E.flatMap(() => sigmasOf(klOptimal({ steps: steps + 1, sigmaMin, sigmaMax, endAtZero: false }))),
      E.flatMap((sigmas) => endingAtZero('sgm-uniform schedule', sigmas.slice(0, steps), endAtZero)),
      E.mapLeft((refusal) => ({ ...refusal, subject: 'sgm-uniform schedule' })),
    ),
  )
