import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Refused, refuse } from '../errors.js'
import type { Interval } from '../interval.js'
import type { Draw } from '../noise/source.js'
import { type Plan, type PlanLike, planIn } from './plan.js'

const intervalsIn = ({ intervals }: Plan, what: string): E.Either<Refused, readonly Interval[]> =>
  typeof intervals === 'function'
    ? refuse(what, 'a plan whose intervals a controller chooses while it runs', 'a plan over a list of sigmas')
    : E.right(intervals)

/**
 * Every draw of a plan in order, the start's first: what an ordered tape of noise is laid out by. Refused for adaptive
 * plans, and with the plan.
 */
export const drawsOf = (given: PlanLike): E.Either<Refused, readonly Draw[]> =>
  pipe(
    planIn(given),
    E.flatMap((planned) =>
      pipe(
        intervalsIn(planned, 'the draws of a plan'),
        E.map((intervals) => [
          ...planned.start.draws,
          ...intervals.flatMap((at) => planned.step.draws(at).map((lane) => ({ lane, at }))),
        ]),
      ),
    ),
  )

/**
 * How often a plan calls the denoiser; the most, where some answers are reused. Refused for adaptive plans, which decide
 * while they run, and with the plan.
 */
export const callsOf = (given: PlanLike): E.Either<Refused, number> =>
  pipe(
    planIn(given),
    E.flatMap((planned) =>
      pipe(
        intervalsIn(planned, 'the calls of a plan'),
        E.map((intervals) => intervals.reduce((sum, at) => sum + planned.step.calls(at), 0)),
      ),
    ),
  )
