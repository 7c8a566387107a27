import type { Interval } from '../interval.js'
import type { Frame } from './frame.js'
import type { Intervals } from './intervals.js'
import type { Plan, Start } from './plan.js'

const after = <S>(intervals: Intervals<S>, at: Interval): Intervals<S> =>
  typeof intervals === 'function'
    ? (carry, previous) => intervals(carry, previous ?? at)
    : intervals.filter(({ index }) => index > at.index)

/**
 * The plan after the interval `at` (before the first interval for `null`), from another start. `steps` stays the
 * original's.
 */
export const continueAfter = <S>(plan: Plan<S>, at: Interval | null, start: Start<S>): Plan<S> => ({
  ...plan,
  intervals: at === null ? plan.intervals : after(plan.intervals, at),
  start,
})

/**
 * The rest of a run after one of its frames: what an interrupted run goes on with, and where a fork starts. Bit for bit
 * the same.
 */
export const resume = <S>(plan: Plan<S>, frame: Frame<S>): Plan<S> =>
  continueAfter(plan, frame.at, { draws: [], carry: () => frame.carry })
