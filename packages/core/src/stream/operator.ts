import { concatMap, map, type OperatorFunction } from 'rxjs'
import type { Stage } from '../algebra/stage.js'
import type { Interval } from '../interval.js'
import { runStage } from '../run/advance.js'
import type { Engine } from '../run/engine.js'
import { fromTask } from './from-task.js'

/** A value with its interval: what flows between piped stages. */
export interface At<A> {
  readonly at: Interval
  readonly value: A
}

/**
 * Any stage as an RxJS operator: `pipe(operator(denoise, engine), operator(score, engine), operator(eulerStep, engine))`
 * gives the frames of `chain(denoise, score, eulerStep)`. One value at a time, in order. Errors with `SamplingError`.
 */
export const operator = <A, B>(stage: Stage<A, B>, engine: Engine): OperatorFunction<At<A>, At<B>> =>
  concatMap(({ at, value }) =>
    fromTask((signal) => runStage(stage, value, at, engine, signal)).pipe(map((after) => ({ at, value: after }))),
  )
