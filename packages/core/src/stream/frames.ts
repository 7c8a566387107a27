import { either as E } from 'fp-ts'
import { Observable } from 'rxjs'
import { checkedDenoiser } from '../checked-denoiser.js'
import { SamplingError } from '../errors.js'
import { walk } from '../run/drive.js'
import type { Engine } from '../run/engine.js'
import type { Frame } from '../run/frame.js'
import { nextIntervalOf } from '../run/next-interval.js'
import { type PlanLike, planIn } from '../run/plan.js'
import { demandOf } from './demand.js'

/** How a stream of frames is asked for. */
export interface FramesOptions {
  /** Each emission asks for one more frame; the first is free. When it completes, so does the run. */
  readonly pace?: Observable<unknown>
  /**
   * Whether to look, at every call, that the model writes into no latent: neither into the x that it is given nor into
   * an answer that it gave before. The run ends with `DenoiserFailed` that says which. It takes time: for tests.
   */
  readonly checkDenoiser?: boolean
}

/** Whether a frame is the last of its plan: then no one has to ask for another. */
const isLastOf = (given: PlanLike): ((frame: Frame) => boolean) => {
  const planned = planIn(given)
  if (E.isLeft(planned)) return () => true
  const next = nextIntervalOf(planned.right.intervals)
  return ({ carry, at }) => {
    const following = next(carry, at)
    return E.isRight(following) && following.right === null
  }
}

/**
 * A run as a cold stream of frames. Unsubscribing aborts: after k frames at most k + 1 intervals have started. RxJS's
 * own `from(asyncGenerator)` never aborts and runs ahead of a slow consumer, hence an own observable. Cold: share at
 * the edge.
 *
 * An observable pushes: without a `pace`, frames that a slow operator (`concatMap`) has not come to wait in it, at
 * worst all the steps of the plan but the one under way; each keeps its x, its estimate and the evaluations that the
 * step reads. `pace`, or `drive` in a `for await`, keeps one. Errors with `SamplingError`, the plan's refusal included.
 */
export const frames = (
  given: PlanLike,
  engine: Engine,
  { pace, checkDenoiser = false }: FramesOptions = {},
): Observable<Frame> =>
  new Observable((subscriber) => {
    const abort = new AbortController()
    const demand = demandOf(pace)
    const isLast = isLastOf(given)
    const push = async (): Promise<void> => {
      const running = walk(
        given,
        checkDenoiser ? { ...engine, denoiser: checkedDenoiser(engine.denoiser) } : engine,
        abort.signal,
      )
      for (;;) {
        const { done, value } = await running.next()
        if (subscriber.closed) return
        if (done === true)
          return E.isLeft(value) ? subscriber.error(new SamplingError(value.left)) : subscriber.complete()
        subscriber.next(value)
        if (subscriber.closed) return
        if (!isLast(value) && !(await demand.more())) return subscriber.complete()
      }
    }
    push().catch((cause: unknown) => subscriber.error(cause))
    return () => {
      abort.abort()
      demand.close()
    }
  })
