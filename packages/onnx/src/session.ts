import { messageOf, refuse } from '@sigmastream/core'
import { either as E, type task as T, type taskEither as TE } from 'fp-ts'
import type { Device } from './device.js'
import type { OnnxError } from './errors.js'
import { buffersOf, copiesOf, type Feeds, type SharedTensors, type Tensors } from './protocol.js'
import { startThread, type Thread } from './thread.js'

/** How a session runs. */
export interface SessionOptions {
  /** Threads that one operator may use, at least 1. */
  readonly threads: number
  /** The folder that external data is read from: of the real file, where that is reached through a symbolic link. */
  readonly externalFolder?: string
  /**
   * Whether what depends on no input is computed once, when the model is loaded (the default), or in each run: then
   * weights that a run widens stay as small as they are stored.
   */
  readonly foldConstants?: boolean
  /**
   * Whether weights are brought into the engine's own order when the model is loaded (the default), as a copy, or in
   * each run: then they are read where they lie, and loading takes no time, which is worth it for a model that runs
   * once.
   */
  readonly packWeights?: boolean
  /**
   * Whether the engine's threads wait for the next operator awake (the default), or asleep: then a run takes a little
   * longer, and nothing of the processor between two of them.
   */
  readonly waitAwake?: boolean
  /** Whether the model's bytes move to the thread, so that they are not held twice: the caller's are empty then. */
  readonly move?: boolean
  /** Where it is computed; the cpu by default, and for all that the device has no kernel for. */
  readonly device?: Device
  /** Refuses a graph with anything that the device has no kernel for. */
  readonly alone?: boolean
}

/**
 * A loaded model on a thread of its own. Runs wait for each other and are answered in the order they were asked.
 *
 * An open session does not keep the process alive; a run that is under way does.
 */
export interface Session {
  /** What the model takes, as `x float32 [batch, 64, frames]`. */
  readonly inputs: readonly string[]
  /**
   * One run of the model. The feeds are copied, never moved; those over shared memory are read where they lie, and must
   * stay as they are until the answer. With `into` only the outputs that it names are computed, written into its tensors,
   * and those are the answer: a caller that uses them again leaves less to the collector of garbage. Errors: `RunFailed`,
   * `WorkerFailed`, `SessionClosed`, and `RunAborted` where the signal was aborted before the run's turn came; a run that
   * has started cannot be stopped.
   */
  readonly run: (feeds: Feeds, signal?: AbortSignal, into?: SharedTensors) => TE.TaskEither<OnnxError, Tensors>
  /**
   * Ends the thread, after the run it is in; runs that have no answer yet get `SessionClosed`. Closing twice is closing
   * once.
   */
  readonly close: T.Task<void>
}

const ownsItsBuffer = (bytes: Uint8Array): bytes is Uint8Array<ArrayBuffer> =>
  bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength

/**
 * Loads a model (the bytes of `encodeModel`) into onnxruntime, in a worker thread. The bytes are copied unless `move`.
 *
 * Errors: `Refused` for a thread count that is no whole number of at least 1, `LoadFailed`, which names a device
 * that is not to be had, `WorkerFailed`.
 */
export const openSession =
  (
    model: Uint8Array,
    {
      threads,
      externalFolder,
      foldConstants = true,
      packWeights = true,
      waitAwake = true,
      move = false,
      device = 'cpu',
      alone = false,
    }: SessionOptions,
  ): TE.TaskEither<OnnxError, Session> =>
  async () => {
    if (!Number.isSafeInteger(threads) || threads < 1) {
      return refuse('session', `${threads} threads`, 'a whole number of at least 1')
    }
    try {
      const own = move && ownsItsBuffer(model) ? model : new Uint8Array(model)
      const opening = { model: own, threads, externalFolder, foldConstants, packWeights, waitAwake, device, alone }
      return await openOn(startThread(opening, [own.buffer]), device)
    } catch (cause) {
      return E.left({ _tag: 'WorkerFailed', message: messageOf(cause) })
    }
  }

const unexpectedReply: OnnxError = { _tag: 'WorkerFailed', message: 'it answered something that was not asked' }

const openOn = async (thread: Thread, device: Device): Promise<E.Either<OnnxError, Session>> => {
  const answer = await thread.ask(undefined, [])
  if (E.isLeft(answer)) return answer
  if (answer.right._tag === 'Opened') return E.right(sessionOn(thread, answer.right.inputs, queueFor(device)))
  const error: OnnxError =
    answer.right._tag === 'NotOpened' ? { _tag: 'LoadFailed', device, message: answer.right.message } : unexpectedReply
  await thread.end(error)
  return E.left(error)
}

/** Whose turn it is: the run asked last, which the next one waits for. */
interface RunQueue {
  last: Promise<unknown>
}

/** onnxruntime 1.30 crashes where two sessions on WebGPU run at once (its issues 27592 and 32561): they take turns. */
const webgpuQueue: RunQueue = { last: Promise.resolve() }

const queueFor = (device: Device): RunQueue => (device === 'webgpu' ? webgpuQueue : { last: Promise.resolve() })

const sessionOn = (thread: Thread, inputs: readonly string[], turns: RunQueue): Session => {
  const runNow = async (
    feeds: Feeds,
    signal: AbortSignal | undefined,
    into: SharedTensors | undefined,
  ): Promise<E.Either<OnnxError, Tensors>> => {
    if (signal?.aborted) return E.left({ _tag: 'RunAborted' })
    const moving = copiesOf(feeds)
    const answer = await thread.ask(
      { _tag: 'Run', feeds: moving, ...(into === undefined ? {} : { into }) },
      buffersOf(moving),
    )
    if (E.isLeft(answer)) return answer
    switch (answer.right._tag) {
      case 'Ran':
        return E.right(answer.right.outputs)
      case 'NotRan':
        return E.left({ _tag: 'RunFailed', message: answer.right.message, expected: inputs })
      case 'Opened':
      case 'NotOpened':
        return E.left(unexpectedReply)
    }
  }
  return {
    inputs,
    run: (feeds, signal, into) => () => {
      const turn = turns.last.then(() => runNow(feeds, signal, into))
      // Only its end: what the run gave is its caller's to keep.
      turns.last = turn.then(
        () => undefined,
        () => undefined,
      )
      return turn
    },
    close: () => thread.end({ _tag: 'SessionClosed' }),
  }
}
