import { either as E } from 'fp-ts'
import type { Carry, NoSlot } from '../algebra/carry.js'
import { messageOf, type SampleError } from '../errors.js'
import type { Interval } from '../interval.js'

/**
 * Where intervals come from: given what has been reached and the interval that led there (`null` at the start), the
 * next one, or `null` at the end. A pure function, so a run can be resumed anywhere; a step-size controller reads its
 * state from the slot.
 */
export type Controller<S = NoSlot> = (carry: Carry<S>, previous: Interval | null) => Interval | null

/** A list, or a controller. */
export type Intervals<S = NoSlot> = readonly Interval[] | Controller<S>

/** A list of neighbouring intervals as a controller. */
const listed =
  (list: readonly Interval[]): Controller<unknown> =>
  (_, previous) =>
    list[previous === null ? 0 : previous.index - (list[0]?.index ?? 0) + 1] ?? null

/** The next interval of any source, `null` at the end; a controller that throws is `StageFailed`. */
export type Next<S> = (carry: Carry<S>, previous: Interval | null) => E.Either<SampleError, Interval | null>

/** Asks a list or a controller for the next interval. */
export const nextOf = <S>(intervals: Intervals<S>): Next<S> => {
  const controller = typeof intervals === 'function' ? intervals : listed(intervals)
  return (carry, previous) =>
    E.tryCatch(
      () => controller(carry, previous),
      (cause) => ({
        _tag: 'StageFailed',
        step: previous?.index ?? 0,
        stage: 'the controller',
        message: messageOf(cause),
        cause,
      }),
    )
}
