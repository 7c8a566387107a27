import {
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
 * The same plan, started later and from the noised reference `[batch, channels, frames]`: SDEdit (Meng et al. 2022).
 * Strength 0 is the plan itself, the reference unread; 1 is the reference, without a call; between, the first
 * floor(strength * steps) intervals are dropped. The plan's own starting noise stays declared: the exercises draw it at
 * set-up and throw it away. Refused: a strength outside 0..1, a reference of another shape.
 */
export const styleTransfer = (given: PlanLike, reference: Latent, strength: number): PlanResult =>
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
      const { first, intervals, slot } = plan.later(strength)
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
