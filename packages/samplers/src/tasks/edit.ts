import {
  type CountRule,
  constant,
  fromLatent,
  type Lane,
  type Plan,
  type PlanLike,
  type PlanResult,
  planIn,
  refuse,
} from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { outside } from '../solvers/parts/with-refusal.js'

/** The first lane that the steps of a plan draw from. */
const laneOf = ({ step, intervals, later }: Plan): Lane | undefined =>
  (typeof intervals === 'function' ? [later(0).first] : intervals).flatMap(step.draws)[0]

/**
 * The plan of an edit, for a run on {@link editing}: the same steps, from no change at all.
 *
 * ```text
 * delta = 0,   k = floor(strength * steps): the first k intervals are dropped
 * ```
 *
 * Strength is how much of the reference is held, as in {@link styleTransfer}: 0, the default, lets every noise level
 * edit, 1 changes nothing; `count` as there. Latents `[batch, channels, frames]`. Refused: a strength outside 0..1, and
 * a sampler that draws noise, which is none of the recording and would stay in the edit.
 * Laws: strength 1 is no change, without a call; with the same model on both sides every sampler that is not refused
 * leaves the edit at 0, bit for bit.
 * Source: Kulikov et al. 2024 (FlowEdit), alg. 1, where strength is 1 - n_max / steps.
 *
 * @example
 * ```ts
 * import { constant, orThrow, plan } from '@sigmastream/core'
 * import { edit, euler, eulerAncestral } from '@sigmastream/samplers'
 *
 * const parts = { schedule: [9, 5, 3, 1, 0], shape: [1, 1, 6] } as const
 * const half = orThrow(edit(plan({ step: euler(), ...parts }), 0.5))
 * console.log(half.intervals.length, half.start.draws.length) // 2 0
 * const noisy = edit(plan({ step: eulerAncestral(), ...parts }))
 * console.log('left' in noisy ? noisy.left.wrong : 'fine') // a sampler that draws noise, from the lane "ancestral"
 * ```
 */
export const edit = (given: PlanLike, strength = 0, count?: CountRule): PlanResult =>
  pipe(
    planIn(given),
    E.flatMap((plan): PlanResult => {
      const bad = outside('the edit', 'a strength of', strength, 0, 1)
      if (bad !== null) return E.left(bad)
      const lane = laneOf(plan)
      if (lane !== undefined)
        return refuse(
          'the edit',
          `a sampler that draws noise, from the lane "${lane}"`,
          'one that draws none, such as euler',
        )
      const { intervals, slot } =
        strength === 1 ? { intervals: [], slot: plan.later(0).slot } : plan.later(strength, count)
      return E.right({ ...plan, intervals, start: fromLatent(constant(plan.shape, 0), slot) })
    }),
  )
