import { either as E, type taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Carry } from '../algebra/carry.js'
import type { Stage, Step } from '../algebra/stage.js'
import { breath } from '../breath.js'
import { messageOf, type SampleError } from '../errors.js'
import type { Interval } from '../interval.js'
import type { Engine } from './engine.js'
import { settle } from './settle.js'

/**
 * Runs a stage on one interval, once the event loop has had its turn. A stage that throws, or gives no Either, is
 * `StageFailed`; with an aborted signal, before it or because of it, `Aborted`.
 */
export const runStage =
  <A, B>(stage: Stage<A, B>, a: A, at: Interval, engine: Engine, signal: AbortSignal): TE.TaskEither<SampleError, B> =>
  async () => {
    const step = at.index
    const due = breath()
    if (due !== null) await due
    if (signal.aborted) return E.left({ _tag: 'Aborted', step })
    try {
      const result = await stage.run(a, { ...engine, at, signal })()
      // What a stage written in JavaScript gives may be anything.
      if (!E.isLeft(result) && !E.isRight(result)) throw new TypeError('it gave neither a Left nor a Right')
      return result
    } catch (cause) {
      return E.left(
        signal.aborted
          ? { _tag: 'Aborted', step }
          : { _tag: 'StageFailed', step, stage: stage.name, message: messageOf(cause), cause },
      )
    }
  }

/**
 * The one semantics of a step: `drive`, `frames`, `sampling` and the piped operators are faces of it. Gives every error
 * of a run but `Refused`.
 */
export const advance =
  (step: Step, carry: Carry, at: Interval, engine: Engine, signal: AbortSignal): TE.TaskEither<SampleError, Carry> =>
  async () =>
    pipe(
      await runStage(step, carry, at, engine, signal)(),
      E.flatMap((after) => settle(carry, after, at, step)),
    )
