import {
  type CountRule,
  fromLatent,
  type Latent,
  type Plan,
  type PlanLike,
  type PlanResult,
  planIn,
  type Refused,
  refusal,
  refuse,
  sameShape,
  showShape,
} from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { badFrameValues } from './hold-back.js'
import { laterPlan } from './later-plan.js'
import { transferCurve } from './transfer-curve.js'

/** What is wrong with strengths: one for all frames, or one for each. */
const badStrengths = (strengths: readonly number[], plan: Plan): Refused | null => {
  const stray = strengths.find((strength) => !(strength >= 0 && strength <= 1))
  if (stray !== undefined)
    return refusal('the transfer strength', `${stray}`, 'a number from 0 (ignore the reference) to 1 (the reference)')
  return badFrameValues('the transfer strength', strengths, plan)
}

/**
 * Style transfer: the same plan, started later and from the noised reference.
 *
 * ```text
 * x = reference + sigma_k eps,   k = floor(strength * steps): the first k intervals are dropped
 * ```
 *
 * The product is that of the numbers as they are written (0.58 of 50 is 29) unless `count` says otherwise. eps from the
 * lane `transfer`; the plan's own starting noise stays declared. Reference `[batch, channels, frames]`; strength from 0
 * to 1, and more is nearer to the reference: a number, or one for each frame. Then the run starts as the least of them says,
 * and a frame of strength s is held at the reference, in noise of the level just reached (from the lane `reference`), up to
 * its own first interval. Refused: a strength outside 0..1, a curve that has not one a frame, or where a solver finds
 * its steps as it goes, a reference of another shape.
 * Laws: strength 0 is the plan itself, the reference unread; strength 1 is the reference, without a call, and on frames of
 * a curve the reference bit for bit where the list ends at 0; a curve whose frames begin together is one strength, bit for bit.
 * Source: SDEdit (Meng et al. 2022); of curves: Differential Diffusion (Levin and Fried 2023), alg. 1. With all steps:
 * {@link vary}.
 *
 * @example
 * ```ts
 * import { constant, orThrow, plan } from '@sigmastream/core'
 * import { euler, styleTransfer } from '@sigmastream/samplers'
 *
 * const whole = plan({ step: euler(), schedule: [9, 5, 3, 1, 0], shape: [1, 1, 6] })
 * const half = orThrow(styleTransfer(whole, constant([1, 1, 6], 0.5), 0.5))
 * console.log(half.intervals.length, half.start.draws.map(({ lane }) => lane).join()) // 2 start,transfer
 * ```
 */
export const styleTransfer = (
  given: PlanLike,
  reference: Latent,
  strength: number | readonly number[],
  count?: CountRule,
): PlanResult =>
  pipe(
    planIn(given),
    E.flatMap((plan): PlanResult => {
      const strengths = typeof strength === 'number' ? [strength] : strength
      const bad = badStrengths(strengths, plan)
      if (bad !== null) return E.left(bad)
      if (!sameShape(plan.shape, reference.shape))
        return refuse(
          'the reference',
          `a shape of ${showShape(reference.shape)}`,
          `the run's, ${showShape(plan.shape)}`,
        )
      const [first = NaN, ...others] = strengths
      if (others.some((other) => other !== first)) return E.right(transferCurve(plan, reference, strengths, count))
      if (first === 0) return E.right(plan)
      if (first === 1)
        return E.right({
          ...plan,
          intervals: [],
          start: { ...fromLatent(reference, plan.later(1, count).slot), draws: plan.start.draws },
        })
      return E.right(laterPlan(plan, reference, first, count))
    }),
  )
