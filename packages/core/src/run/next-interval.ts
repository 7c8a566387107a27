import { either as E } from 'fp-ts'
import type { Carry } from '../algebra/carry.js'
import type { Controller, Intervals } from '../algebra/intervals.js'
import { messageOf, type SampleError } from '../errors.js'
import type { Interval } from '../interval.js'

/** A list of neighbouring intervals as a controller. */
const listController =
  (list: readonly Interval[]): Controller =>
  (_, previous) =>
    list[previous === null ? 0 : previous.index - (list[0]?.index ?? 0) + 1] ?? null

/** The next interval of any source, `null` at the end; a controller that throws is `StageFailed`. */
export type NextInterval = (carry: Carry, previous: Interval | null) => E.Either<SampleError, Interval | null>

/** Asks a list or a controller for the next interval. */
export const nextIntervalOf = (intervals: Intervals): NextInterval => {
  const controller = typeof intervals === 'function' ? intervals : listController(intervals)
  return (carry, previous) =>
    E.tryCatch(
      () => controller(carry, previous) ?? null,
      (cause) => ({
        _tag: 'StageFailed',
        step: previous?.index ?? 0,
        stage: 'the controller',
        message: messageOf(cause),
        cause,
      }),
    )
}
