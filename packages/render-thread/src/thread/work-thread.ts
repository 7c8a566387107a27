import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import { messageOf } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type * as t from 'io-ts'
import { type Fault, fault } from '../wire/fault.js'
import type { Errand, News, Order, Report, SteerState } from './protocol.js'

/** A thread that errands are done on, one at a time. It is started when it is first needed, and anew where it ended. */
export interface WorkThread {
  /** Starts it, so that the first errand need not wait for that. */
  readonly start: () => void
  /**
   * Does an errand, whose answer is as the codec has it; `hear` is given its news, and the signal ends it within one call
   * of a model.
   */
  readonly run: <A>(
    errand: Errand,
    answer: t.Type<A, unknown>,
    hear?: (news: News) => void,
    signal?: AbortSignal,
  ) => Promise<E.Either<Fault, A>>
  /** How many errands are not done. */
  readonly waiting: () => number
  /**
   * How many bytes the model takes that it keeps for the next errand: what has these asks for the same, or `Release`. 0
   * while it does an errand.
   */
  readonly held: () => number
  /** Steers the errand that is under way. */
  readonly steer: (steering: SteerState) => void
  /** Ends the thread, whatever it is doing. */
  readonly close: () => Promise<void>
}

/**
 * The built worker module. The package resolves itself, so that the same line finds it from the sources too: a worker
 * is plain Node, which cannot load TypeScript, so this export has no source condition.
 */
const workerPath = (): string => createRequire(import.meta.url).resolve('@sigmastream/render-thread/worker')

const threadEnd = (why: string): Fault =>
  fault('thread-ended', `the thread that computes has ended: ${why}`, 'ask again; with less memory taken elsewhere')

/** See `WorkThread`. */
export const workThread = (path: string = workerPath()): WorkThread => {
  const state: { worker: Worker | null; busy: Promise<unknown>; waiting: number; held: number } = {
    worker: null,
    busy: Promise.resolve(),
    waiting: 0,
    held: 0,
  }
  const tell = (order: Order): void => state.worker?.postMessage(order)
  const started = (): Worker => {
    if (state.worker !== null) return state.worker
    // what this process was started with (an --eval, a loader) is not for the worker
    const worker = new Worker(path, { execArgv: [] })
    state.worker = worker
    worker.on('message', (report: Report) => {
      if (report._tag === 'Held') state.held = report.bytes
    })
    worker.once('exit', () => {
      if (state.worker !== worker) return
      state.worker = null
      state.held = 0
    })
    return worker
  }
  const one = (
    errand: Errand,
    hear: (news: News) => void,
    signal: AbortSignal | undefined,
  ): Promise<E.Either<Fault, unknown>> =>
    new Promise((resolve) => {
      if (signal?.aborted === true) return resolve(E.left(fault('cancelled', 'it was cancelled', 'run it again')))
      const worker = started()
      const stop = (): void => tell({ _tag: 'Stop' })
      const over = (result: E.Either<Fault, unknown>): void => {
        worker.off('message', onReport).off('error', onError).off('exit', onExit)
        signal?.removeEventListener('abort', stop)
        resolve(result)
      }
      const onReport = (report: Report): void => {
        if (report._tag === 'News') return hear(report.news)
        if (report._tag === 'Held') return
        over(report._tag === 'Failed' ? E.left(report.fault) : E.right(report.answer))
      }
      const onError = (cause: unknown): void => over(E.left(threadEnd(messageOf(cause))))
      const onExit = (code: number): void => over(E.left(threadEnd(`exit code ${code}`)))
      worker.on('message', onReport).once('error', onError).once('exit', onExit)
      signal?.addEventListener('abort', stop, { once: true })
      tell({ _tag: 'Begin', errand })
    })
  return {
    start: () => void started(),
    run: async (errand, answer, hear = () => undefined, signal) => {
      const before = state.busy
      const result = before.then(() => one(errand, hear, signal)).finally(() => (state.waiting -= 1))
      state.busy = result
      state.waiting += 1
      return pipe(
        await result,
        E.filterOrElse(answer.is, () => threadEnd('it answered with something else')),
      )
    },
    waiting: () => state.waiting,
    held: () => (state.waiting === 0 ? state.held : 0),
    steer: (steering) => tell({ _tag: 'Steer', steering }),
    close: async () => {
      await state.worker?.terminate()
    },
  }
}
