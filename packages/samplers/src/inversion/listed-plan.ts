import { type Interval, type Plan, type PlanLike, planIn, type Refused, refuse } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'

/** A plan whose intervals are known before it runs. */
export interface ListedPlan {
  readonly plan: Plan
  readonly intervals: readonly Interval[]
}

/** The plan with its intervals. Refused: one whose solver finds them while it runs. */
export const listedPlan = (given: PlanLike): E.Either<Refused, ListedPlan> =>
  pipe(
    planIn(given),
    E.flatMap((plan) =>
      typeof plan.intervals === 'function'
        ? refuse(
            'the inversion',
            'a sampler that finds its steps while it runs',
            'one that goes down a list of sigmas, such as euler-ancestral or dpmpp-2m-sde',
          )
        : E.right({ plan, intervals: plan.intervals }),
    ),
  )
