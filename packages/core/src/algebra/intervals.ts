import type { either as E } from 'fp-ts'
import type { CountRule } from '../counting.js'
import type { Refused } from '../errors.js'
import type { Interval } from '../interval.js'
import type { Carry } from './carry.js'
import type { Slot } from './slot.js'

/**
 * Chooses intervals while a run goes on: given what has been reached and the interval that led there (`null` at the
 * start), the next one, or `null` at the end. A pure function, so a run can be resumed anywhere; a step-size controller
 * keeps what it knows in the carry's slot.
 */
export type Controller = (carry: Carry, previous: Interval | null) => Interval | null

/** Where intervals come from: a list, or a controller. */
export type Intervals = readonly Interval[] | Controller

/** Intervals, the first of them, and the state that a solver begins them with. */
export interface Route {
  readonly intervals: Intervals
  readonly first: Interval
  readonly slot: Slot | null
}

/**
 * A route by how much of it is left out at the start: 0 is all of it, 0.5 begins halfway, always below 1. `count` says
 * how many steps of a list that is.
 */
export type RouteFrom = (fraction: number, count?: CountRule) => Route

/**
 * What a solver that finds its own intervals makes of a falling list of sigmas, of which it takes the ends and the
 * number of steps.
 */
export type OwnIntervals = (sigmas: readonly number[]) => E.Either<Refused, RouteFrom>
