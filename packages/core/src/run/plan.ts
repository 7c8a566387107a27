import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Carry } from '../algebra/carry.js'
import type { Intervals, Route, RouteFrom } from '../algebra/intervals.js'
import type { Step } from '../algebra/stage.js'
import { type Refused, refuse, type SampleError, unlessRefused } from '../errors.js'
import { checkedShape, type Latent } from '../latent.js'
import { checkedSigmas, checkedWalk } from '../schedules/checked.js'
import { type Schedule, sigmasOf } from '../schedules/schedule.js'
import { type Shape, sameShape, showShape } from '../shape.js'
import type { Engine } from './engine.js'
import { listRoute } from './list-route.js'
import { begin, fromLatent, fromNoise, type Start } from './start.js'

/**
 * Everything of a run but its engine: a value that can be explained, shortened, resumed, and run many times.
 * `later(fraction)` is what remains without the first part of it, 0 <= fraction < 1: of a list, without the first
 * floor(fraction * steps) intervals, where 0.58 of 50 is 29 whatever the product of the doubles is.
 */
export interface Plan {
  readonly shape: Shape
  readonly step: Step
  readonly intervals: Intervals
  readonly start: Start
  readonly later: RouteFrom
}

/** What `plan` gives, and whatever takes a plan takes: a plan, or why there is none. */
export type PlanResult = E.Either<Refused, Plan>

/** A plan as it comes: out of `plan`, or already looked into. */
export type PlanLike = Plan | PlanResult

/** What a plan is made of: `shape` is `[batch, channels, frames]`; a bare list of sigmas is a schedule too. */
export interface PlanParts {
  readonly step: Step
  readonly schedule: Schedule | readonly number[]
  readonly shape: Shape
}

/** The sigmas of a schedule, which fall unless its name says that it may rise. */
const sigmasIn = (schedule: Schedule | readonly number[]): E.Either<Refused, readonly number[]> =>
  'sigmas' in schedule
    ? pipe(
        sigmasOf(schedule),
        E.flatMap((sigmas) => (schedule.mayRise === true ? checkedWalk(sigmas) : checkedSigmas('schedule', sigmas))),
      )
    : checkedSigmas('schedule', schedule)

const stepsOf = ({ intervals }: Route): number => (typeof intervals === 'function' ? Infinity : intervals.length)

/**
 * A plan over a falling schedule, started from pure noise of `shape`. The one place where what is wrong before a run is
 * refused: a shape that is none, a schedule that carries a refusal or does not fall (unless it says that it may rise), and
 * what the step's own check has against the run. Errors: `Refused`.
 */
export const plan = ({ step, schedule, shape }: PlanParts): PlanResult =>
  pipe(
    checkedShape('plan', shape),
    E.flatMap(() => sigmasIn(schedule)),
    E.flatMap((sigmas) => (step.ownIntervals ?? listRoute)(sigmas)),
    E.flatMap((later) => {
      const { intervals, first, slot } = later(0)
      const planned: Plan = { shape, step, intervals, start: fromNoise(first, shape, slot), later }
      return unlessRefused(step.check({ shape, steps: stepsOf({ intervals, first, slot }) }), planned)
    }),
  )

/** The plan in whatever was given, or its refusal. */
export const planIn = (given: PlanLike): PlanResult => ('_tag' in given ? given : E.right(given))

/** The plan started from `x`, already at the level of the first sigma. Refused where the shape differs. */
export const startAt = (given: PlanLike, x: Latent): PlanResult =>
  pipe(
    planIn(given),
    E.flatMap((planned) =>
      sameShape(planned.shape, x.shape)
        ? E.right({ ...planned, start: fromLatent(x, planned.later(0).slot) })
        : refuse('the start', `a latent of shape ${showShape(x.shape)}`, `one of ${showShape(planned.shape)}`),
    ),
  )

/**
 * The carry that a plan starts from. The plan's refusal, or the engine's; `NoiseFailed` where the noise source cannot
 * answer, `ShapeMismatch` where x has not the plan's shape.
 */
export const startOf = (given: PlanLike, engine: Engine): E.Either<SampleError, Carry> =>
  pipe(
    planIn(given),
    E.flatMap(({ start, shape }): E.Either<SampleError, Carry> => begin(start, shape, engine)),
  )
