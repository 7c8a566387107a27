import { either as E } from 'fp-ts'
import { Observable } from 'rxjs'
import { SamplingError } from '../errors.js'
import { walk } from '../run/drive.js'
import type { Frame } from '../run/frame.js'
import { nextOf } from '../run/intervals.js'
import type { Plan } from '../run/plan.js'
import { startOf } from '../run/run.js'
import type { Engine } from '../run/runtime.js'
import { demandOf } from './demand.js'

/** `pace`: each emission asks for one more frame; the first is free. When it completes, so does the run. */
export interface FramesOptions {
  readonly pace?: Observable<unknown>
}

/**
 * A run as a cold stream of frames. Unsubscribing aborts: after k frames at most k + 1 intervals have started. RxJS's
 * own `from(asyncGenerator)` never aborts and runs ahead of a slow consumer, hence an own observable. Cold: share at
 * the edge. Errors with `SamplingError`.
 */
export const frames = <S>(plan: Plan<S>, engine: Engine, { pace }: FramesOptions = {}): Observable<Frame<S>> =>
  new Observable((subscriber) => {
    const abort = new AbortController()
    const demand = demandOf(pace)
    const next = nextOf(plan.intervals)
    const push = async (): Promise<void> => {
      const start = startOf(plan, engine)
      if (E.isLeft(start)) return subscriber.error(new SamplingError(start.left))
      for await (const frame of walk(
        plan.step,
        plan.intervals,
        start.right,
        { ...engine, steps: plan.steps },
        abort.signal,
      )) {
        if (subscriber.closed) return
        if (E.isLeft(frame)) return subscriber.error(new SamplingError(frame.left))
        subscriber.next(frame.right)
        const { carry, at } = frame.right
        const following = next(carry, at)
        const last = E.isRight(following) && following.right === null
        if (subscriber.closed || (!last && !(await demand.more()))) break
      }
      subscriber.complete()
    }
    push().catch((cause: unknown) => subscriber.error(cause))
    return () => {
      abort.abort()
      demand.close()
    }
  })
