import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Refused, refuse } from '../errors.js'
import type { Interval } from '../interval.js'
import type { Draw } from '../noise/source.js'
import type { Plan } from './plan.js'

const list = <S>({ intervals }: Plan<S>, what: string): E.Either<Refused, readonly Interval[]> =>
  typeof intervals === 'function'
    ? refuse(what, 'a plan whose intervals a controller chooses while it runs', 'a plan over a list of sigmas')
    : E.right(intervals)

/**
 * Every draw of a plan in order, the start's first: what an ordered tape of noise is laid out by. Refused for adaptive
 * plans.
 */
export const drawsOf = <S>(plan: Plan<S>): E.Either<Refused, readonly Draw[]> =>
  pipe(
    list(plan, 'the draws of a plan'),
    E.map((intervals) => [
      ...plan.start.draws,
      ...intervals.flatMap((at) => plan.step.draws(at).map((lane) => ({ lane, at }))),
    ]),
  )

/**
 * How often a plan calls the denoiser; the most, where some answers are reused. Refused for adaptive plans, which
 * decide while they run.
 */
export const callsOf = <S>(plan: Plan<S>): E.Either<Refused, number> =>
  pipe(
    list(plan, 'the calls of a plan'),
    E.map((intervals) => intervals.reduce((sum, at) => sum + plan.step.calls(at), 0)),
  )
