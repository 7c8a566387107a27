import type { either as E, taskEither as TE } from 'fp-ts'
import type { Carry } from '../algebra/carry.js'
import type { SampleError } from '../errors.js'
import { never, walk } from './drive.js'
import type { Engine } from './engine.js'
import type { PlanLike } from './plan.js'

/**
 * Runs a plan to its end and gives the last carry; its x `[batch, channels, frames]` is the result. Errors: all of
 * `SampleError`, the plan's refusal among them.
 */
export const run =
  (given: PlanLike, engine: Engine, signal: AbortSignal = never()): TE.TaskEither<SampleError, Carry> =>
  async (): Promise<E.Either<SampleError, Carry>> => {
    const frames = walk(given, engine, signal)
    for (;;) {
      const { done, value } = await frames.next()
      if (done === true) return value
    }
  }
