import { either as E, type taskEither as TE } from 'fp-ts'
import type { SampleError } from '../errors.js'
import { never, walk } from './drive.js'
import type { Engine } from './engine.js'
import type { Frame } from './frame.js'
import type { PlanLike } from './plan.js'

/**
 * Runs a plan to its end and gives every frame of it, for whoever looks at a whole run afterwards; `frames` of the
 * streams shows them while they are made. Errors: all of `SampleError`, the plan's refusal among them.
 */
export const frameList =
  (given: PlanLike, engine: Engine, signal: AbortSignal = never()): TE.TaskEither<SampleError, readonly Frame[]> =>
  async () => {
    const list: Frame[] = []
    const running = walk(given, engine, signal)
    for (;;) {
      const { done, value } = await running.next()
      if (done === true) return E.isLeft(value) ? value : E.right(list)
      list.push(value)
    }
  }
