import {
  type Anchored,
  type Carry,
  type CountRule,
  chain,
  constant,
  fromLatent,
  type Lane,
  type Mask,
  maskProject,
  type Plan,
  type PlanLike,
  type PlanResult,
  planIn,
  type Refused,
  refuse,
  type Step,
  stage,
} from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { outside } from '../solvers/parts/with-refusal.js'
import { badFrameValues, firstsOfStrengths, holdBack } from './hold-back.js'

/** The first lane that the steps of a plan draw from. */
const laneOf = ({ step, intervals, later }: Plan): Lane | undefined =>
  (typeof intervals === 'function' ? [later(0).first] : intervals).flatMap(step.draws)[0]

/** What is wrong with strengths: one for all frames, or one for each. */
const badStrengths = (strengths: readonly number[], plan: Plan): Refused | null =>
  strengths
    .map((strength) => outside('the edit', 'a strength of', strength, 0, 1))
    .find((refused) => refused !== null) ?? badFrameValues('the strength of the edit', strengths, plan)

/** The edit, which is nothing where the mask is 0. */
const withoutEdit = (mask: Mask): Step =>
  chain(
    stage('noEdit', (carry: Carry): Carry & Anchored => ({ ...carry, anchor: [[1, constant(mask.shape, 0)]] })),
    maskProject(mask),
  )

/**
 * The plan of an edit, for a run on {@link editing}: the same steps, from no change at all.
 *
 * ```text
 * delta = 0,   k = floor(strength * steps): the first k intervals are dropped
 * ```
 *
 * Strength is how much of the reference is held, as in {@link styleTransfer}: 0, the default, lets every noise level
 * edit, 1 changes nothing; `count` as there. It is a number, or one for each frame: then the run starts as the least of them
 * says, and a frame stays without a change up to its own first interval. Latents `[batch, channels, frames]`. Refused: a
 * strength outside 0..1, strengths of another number than there are frames, or where a solver finds its steps as it goes, and
 * a sampler that draws noise, which is none of the recording and would stay in the edit.
 * Laws: strength 1 is no change, without a call, and on frames of a curve; a curve whose frames begin together is one
 * strength, bit for bit; with the same model on both sides every sampler that is not refused leaves the edit at 0, bit for bit.
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
export const edit = (given: PlanLike, strength: number | readonly number[] = 0, count?: CountRule): PlanResult =>
  pipe(
    planIn(given),
    E.flatMap((plan): PlanResult => {
      const strengths = typeof strength === 'number' ? [strength] : strength
      const bad = badStrengths(strengths, plan)
      if (bad !== null) return E.left(bad)
      const lane = laneOf(plan)
      if (lane !== undefined)
        return refuse(
          'the edit',
          `a sampler that draws noise, from the lane "${lane}"`,
          'one that draws none, such as euler',
        )
      const least = strengths.reduce((one, other) => Math.min(one, other))
      const { intervals, slot } = least === 1 ? { intervals: [], slot: plan.later(0).slot } : plan.later(least, count)
      const step = strengths.some((one) => one !== least)
        ? holdBack(plan.step, plan.shape, firstsOfStrengths(plan, strengths, count), withoutEdit)
        : plan.step
      return E.right({ ...plan, intervals, step, start: fromLatent(constant(plan.shape, 0), slot) })
    }),
  )
