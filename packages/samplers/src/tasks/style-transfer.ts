import {
  type CountRule,
  carryAt,
  combine,
  fromLatent,
  type Latent,
  type PlanLike,
  type PlanResult,
  planIn,
  refuse,
  sameShape,
  showShape,
} from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'

/** The lane of the noise that the reference is started with. */
const transferLane = 'transfer'

/**
 * Style transfer: the same plan, started later and from the noised reference.
 *
 * ```text
 * x = reference + sigma_k eps,   k = floor(strength * steps): the first k intervals are dropped
 * ```
 *
 * The product is that of the numbers as they are written (0.58 of 50 is 29) unless `count` says otherwise. eps from the
 * lane `transfer`; the plan's own starting noise stays declared. Reference `[batch, channels, frames]`; strength from 0
 * to 1, and more is nearer to the reference. Refused: a strength outside 0..1, a reference of another shape.
 * Laws: strength 0 is the plan itself, the reference unread; strength 1 is the reference, without a call.
 * Source: SDEdit (Meng et al. 2022). With all steps: {@link vary}.
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
export const styleTransfer = (given: PlanLike, reference: Latent, strength: number, count?: CountRule): PlanResult =>
  pipe(
    planIn(given),
    E.flatMap((plan): PlanResult => {
      if (!(strength >= 0 && strength <= 1))
        return refuse(
          'the transfer strength',
          `${strength}`,
          'a number from 0 (ignore the reference) to 1 (the reference)',
        )
      if (!sameShape(plan.shape, reference.shape))
        return refuse(
          'the reference',
          `a shape of ${showShape(reference.shape)}`,
          `the run's, ${showShape(plan.shape)}`,
        )
      if (strength === 0) return E.right(plan)
      const { first, intervals, slot } = plan.later(strength, count)
      if (strength === 1)
        return E.right({ ...plan, intervals: [], start: { ...fromLatent(reference, slot), draws: plan.start.draws } })
      const draw = { lane: transferLane, at: first }
      return E.right({
        ...plan,
        intervals,
        start: {
          draws: [...plan.start.draws, draw],
          carry: (noise) => carryAt(combine([1, reference], [first.from, noise({ ...draw, shape: plan.shape })]), slot),
        },
      })
    }),
  )
