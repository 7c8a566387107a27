import { either as E } from 'fp-ts'
import { concatMap, defer, map, type OperatorFunction, of, tap, throwError } from 'rxjs'
import type { Carry } from '../algebra/carry.js'
import { SamplingError } from '../errors.js'
import type { Interval } from '../interval.js'
import type { Engine } from '../run/engine.js'
import { type Frame, frameOf } from '../run/frame.js'
import { type PlanLike, planIn, startOf } from '../run/plan.js'
import { settle } from '../run/settle.js'
import { fromResult } from './from-task.js'
import { type At, operator } from './operator.js'

/**
 * The schedule is the stream: each interval that arrives is run, one at a time, from where the one before led (the first
 * from the plan's start), and gives its frame. `through` is the plan's step written with `pipe`: operators one after the
 * other, taps between them. What queues is intervals, never a latent. Errors with `SamplingError`.
 */
export const sampling = (
  given: PlanLike,
  engine: Engine,
  through?: OperatorFunction<At<Carry>, At<Carry>>,
): OperatorFunction<Interval, Frame> => {
  const planned = planIn(given)
  if (E.isLeft(planned)) return () => throwError(() => new SamplingError(planned.left))
  const { step } = planned.right
  const piped = through ?? operator(step, engine)
  return (intervals) =>
    defer(() => {
      const start = startOf(planned, engine)
      if (E.isLeft(start)) return throwError(() => new SamplingError(start.left))
      // As `mergeScan` with concurrency 1, with a seed of another type than the frames.
      let before = start.right
      return intervals.pipe(
        concatMap((at) =>
          of({ at, value: before }).pipe(
            piped,
            concatMap(({ value }) => fromResult(settle(before, value, at, step))),
            map((after) => frameOf(at, before, after)),
          ),
        ),
        tap(({ carry }) => {
          before = carry
        }),
      )
    })
}
