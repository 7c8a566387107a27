import { createRequire } from 'node:module'
import { type Transferable, Worker } from 'node:worker_threads'
import { messageOf } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import type { Device } from './device.js'
import { forgetTurn, watchTurn } from './ending.js'
import { missingEngine } from './engine.js'
import type { OnnxError } from './errors.js'
import { newTurn, type Reply, type Request, turnPlaces, type WorkerSettings } from './protocol.js'

/** The worker thread of a session, asked one thing at a time. It keeps the process alive only while it is asked. */
export interface Thread {
  /**
   * Sends a request (none, for the reply that comes unasked at the start) and waits for the reply, or for the thread's
   * end.
   */
  readonly ask: (request: Request | undefined, moved: readonly Transferable[]) => Promise<E.Either<OnnxError, Reply>>
  /**
   * Lets the thread end after what it is doing. Whoever waits for a reply gets `reason`, as does whoever asks later.
   */
  readonly end: (reason: OnnxError) => Promise<void>
}

/**
 * The built worker module. The package resolves itself, so that the same line finds it from the sources too: a worker
 * is plain Node, which cannot load TypeScript, so this export has no source condition.
 */
const workerPath = (): string => createRequire(import.meta.url).resolve('@sigmastream/onnx/worker')

/** Why a thread ended by itself: where the engine is not there, it never began. */
const failureOf = (message: string, device: Device): OnnxError => {
  const missing = missingEngine(message)
  return missing === undefined ? { _tag: 'WorkerFailed', message } : { _tag: 'LoadFailed', device, message: missing }
}

/** Starts the thread on a model, whose buffer moves to it. Throws where the worker module is not built. */
export const startThread = (
  opening: Omit<WorkerSettings, 'turn'>,
  moved: readonly Transferable[],
  path: string = workerPath(),
): Thread => {
  // onnxruntime 1.30 would start a telemetry client, which writes a device's id into the user's cache directory. It
  // reads the environment of the process, which a worker cannot change.
  process.env['ORT_DISABLE_TELEMETRY'] = '1'
  const turn = newTurn()
  turn[turnPlaces.asked] = 1 // to load its model
  const settings: WorkerSettings = { ...opening, turn }
  const worker = new Worker(path, {
    workerData: settings,
    transferList: [...moved],
    execArgv: [], // what this process was started with (an --eval, a loader) is not for the worker
  })
  watchTurn(turn)
  const ended = new AbortController() // its reason is why no reply comes any more; the first reason stays
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  worker.on('error', (cause) => {
    // It calls nothing any more, and out of memory it ends without saying so: who exits now would wait for ever.
    forgetTurn(turn)
    ended.abort(failureOf(messageOf(cause), opening.device))
  })
  worker.once('exit', (code) => {
    forgetTurn(turn)
    ended.abort({ _tag: 'WorkerFailed', message: `exit code ${code}` })
  })

  const reasonOfEnd = (): OnnxError => ended.signal.reason

  const post = (request: Request, transfer: readonly Transferable[]): void => {
    Atomics.compareExchange(turn, turnPlaces.asked, 0, 1) // 2, of a thread that has ended, stays
    worker.postMessage(request, transfer)
  }

  const ask = (request: Request | undefined, transfer: readonly Transferable[]) =>
    new Promise<E.Either<OnnxError, Reply>>((resolve) => {
      const settle = (answer: E.Either<OnnxError, Reply>): void => {
        worker.off('message', onMessage)
        ended.signal.removeEventListener('abort', onEnd)
        worker.unref()
        resolve(answer)
      }
      const onMessage = (reply: Reply): void => settle(E.right(reply))
      const onEnd = (): void => settle(E.left(reasonOfEnd()))
      if (ended.signal.aborted) {
        onEnd()
        return
      }
      worker.on('message', onMessage)
      ended.signal.addEventListener('abort', onEnd)
      worker.ref() // Node does so too where a listener is added, but promises it nowhere
      if (request !== undefined) post(request, transfer)
    })

  const end = (reason: OnnxError): Promise<void> => {
    ended.abort(reason)
    worker.ref()
    post({ _tag: 'Close' }, [])
    return exited
  }

  return { ask, end }
}
