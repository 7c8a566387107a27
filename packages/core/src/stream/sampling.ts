import { concatMap, defer, map, type Observable, type OperatorFunction, of, tap } from 'rxjs'
import type { Carry } from '../algebra/carry.js'
import type { Step } from '../algebra/stage.js'
import type { Interval } from '../interval.js'
import { advance } from '../run/advance.js'
import { type Frame, frameOf } from '../run/frame.js'
import type { Runtime } from '../run/runtime.js'
import { settle } from '../run/settle.js'
import { fromResult, fromTask } from './from-task.js'
import type { At } from './operator.js'

// As `mergeScan` with concurrency 1, with a seed of another type than the frames. What queues is intervals: three
// numbers, no latent.
const folding =
  <S>(
    start: Carry<S>,
    reach: (before: Carry<S>, at: Interval) => Observable<Carry<S>>,
  ): OperatorFunction<Interval, Frame<S>> =>
  (intervals) =>
    defer(() => {
      let carry = start
      return intervals.pipe(
        concatMap((at) => reach(carry, at).pipe(map((after) => frameOf(at, carry, after)))),
        tap((frame) => {
          carry = frame.carry
        }),
      )
    })

/**
 * The schedule is the stream: each interval that arrives is run, one at a time, and gives its frame. Errors with
 * `SamplingError`.
 */
export const sampling = <S>(step: Step<S>, carry: Carry<S>, runtime: Runtime): OperatorFunction<Interval, Frame<S>> =>
  folding(carry, (before, at) => fromTask((signal) => advance(step, before, at, runtime, signal)))

/**
 * `sampling` with a step that is written with `pipe`: `piped` is operators one after the other, taps between them.
 * `memory` is the largest of its stages: how many past evaluations are kept (1 for one-step samplers, 2 for DPM++ 2M).
 */
export const samplingThrough = <S>(
  piped: OperatorFunction<At<Carry<S>>, At<Carry<S>>>,
  carry: Carry<S>,
  memory = 1,
): OperatorFunction<Interval, Frame<S>> =>
  folding(carry, (before, at) =>
    of({ at, value: before }).pipe(
      piped,
      concatMap(({ value }) => fromResult(settle(before, value, at, { name: 'the piped step', memory }))),
    ),
  )
