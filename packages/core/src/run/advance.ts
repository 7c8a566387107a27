import { either as E, type taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Carry } from '../algebra/carry.js'
import type { Stage, Step } from '../algebra/stage.js'
import { messageOf, type SampleError } from '../errors.js'
import type { Interval } from '../interval.js'
import type { Engine } from './engine.js'
import { settle } from './settle.js'

/**
 * Runs a stage on one interval. A stage that throws is `StageFailed`; with an aborted signal, before it or because of
 * it, `Aborted`.
 */
export const runStage =
  <A, B>(stage: Stage<A, B>, a: A, at: Interval, engine: Engine, signal: AbortSignal): TE.TaskEither<SampleError, B> =>
  async () => {
    const step = at.index
    if (signal.aborted) return E.left({ _tag: 'Aborted', step })
    try {
      return await stage.run(a, { ...engine, at, signal })()
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
