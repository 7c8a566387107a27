import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import { codeOf, messageOf } from '@sigmastream/core'
import { either as E, type taskEither as TE } from 'fp-ts'
import type { AudioError } from '../errors.js'
import type { SoundSource } from '../source.js'
import { deadline } from './deadline.js'
import type { DecodeReply, DecodeRequest, DecoderName, Jobs } from './jobs.js'

/**
 * The decoders of others run in a thread of their own, bounded in time and memory: a damaged file can keep one busy for
 * minutes, and nothing else ends it. One file at a time, so that a limit is about that file.
 */

/** A thread that is slow to start, or that takes long over the smallest file, still has this time. */
const leastSeconds = 0.8
/** What a sample may take beside: a third of the time that mono at 44.1 kHz takes to play. */
const secondsPerSample = 7.5e-6
/** What the objects of a decoder may take, in MiB: samples and the memory of WebAssembly are beside it. */
const heapMegabytes = 256
/** Milliseconds for which a thread waits for a next file. */
const idleMilliseconds = 1000

/**
 * The built worker module. The package resolves itself, so that the same line finds it from the sources too: a worker
 * is plain Node, which cannot load TypeScript, so this export has no source condition.
 */
const workerPath = (): string => createRequire(import.meta.url).resolve('@sigmastream/audio/worker')

interface Thread {
  readonly worker: Worker
  /** Resolves when the decoders are loaded. */
  readonly ready: Promise<void>
  idle: NodeJS.Timeout | undefined
}

const state: { thread: Thread | undefined; last: Promise<unknown> } = { thread: undefined, last: Promise.resolve() }

const startThread = (): Thread => {
  const worker = new Worker(workerPath(), {
    execArgv: [], // what this process was started with (an --eval, a loader) is not for the worker
    resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
    stdout: true, // what a decoder prints is kept from the user's terminal
    stderr: true,
  })
  const ready = new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve())
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`exit code ${code}`)))
  })
  ready.catch(() => undefined) // whoever waits for it is told as well
  const thread: Thread = { worker, ready, idle: undefined }
  worker.once('exit', () => endThread(thread)) // one that ended while nobody asked it would never answer
  return thread
}

const endThread = (thread: Thread): void => {
  clearTimeout(thread.idle)
  if (state.thread === thread) state.thread = undefined
  void thread.worker.terminate()
}

const ask = <Name extends DecoderName>(
  thread: Thread,
  decoder: Name,
  job: Jobs[Name]['given'],
  seconds: number,
): Promise<DecodeReply<Jobs[Name]['gives']>> =>
  new Promise((resolve) => {
    const { worker } = thread
    const settle = (reply: DecodeReply<Jobs[Name]['gives']>): void => {
      stop()
      worker.off('message', settle)
      worker.off('error', onError)
      worker.off('exit', onExit)
      resolve(reply)
    }
    const failed = (reason: string): void => settle({ _tag: 'Failed', reason, ended: true })
    const onError = (cause: unknown): void =>
      failed(
        codeOf(cause) === 'ERR_WORKER_OUT_OF_MEMORY'
          ? `was stopped after ${heapMegabytes} MiB of memory`
          : `says: ${messageOf(cause)}`,
      )
    const onExit = (code: number): void => failed(`ended with exit code ${code}`)
    const stop = deadline(seconds, () =>
      failed(`was stopped: it took more than the ${seconds.toFixed(1)} s that its length justifies`),
    )
    worker.on('message', settle)
    worker.on('error', onError)
    worker.on('exit', onExit)
    const request: DecodeRequest = { decoder, job }
    worker.postMessage(request, [])
  })

const decodeNow = async <Name extends DecoderName>(
  decoder: Name,
  job: Jobs[Name]['given'],
  seconds: number,
): Promise<DecodeReply<Jobs[Name]['gives']>> => {
  const thread = (state.thread ??= startThread())
  clearTimeout(thread.idle)
  thread.worker.ref()
  await thread.ready
  const reply = await ask(thread, decoder, job, seconds)
  thread.worker.unref()
  if (reply._tag === 'Failed' && reply.ended) endThread(thread)
  else thread.idle = setTimeout(() => endThread(thread), idleMilliseconds).unref()
  return reply
}

/** The time that a decoder may take over a file that by its own structure holds so many samples, of all channels. */
export const secondsFor = (samples: number): number => leastSeconds + samples * secondsPerSample

/**
 * What `decoder` makes of `job`, in the thread, if it does so in `seconds` of work. `Corrupt` where the decoder fails,
 * or is stopped; `Unsupported` where it does not load.
 */
export const decodeInThread = <Name extends DecoderName>(
  { label }: SoundSource,
  format: string,
  decoder: Name,
  job: Jobs[Name]['given'],
  seconds: number,
): TE.TaskEither<AudioError, Jobs[Name]['gives']> => {
  const turn = (): Promise<E.Either<AudioError, Jobs[Name]['gives']>> =>
    decodeNow(decoder, job, seconds).then(
      (reply) =>
        reply._tag === 'Decoded'
          ? E.right(reply.sound)
          : E.left({ _tag: 'Corrupt', label, format, detail: `its decoder ${reply.reason}` }),
      (cause) => {
        if (state.thread !== undefined) endThread(state.thread)
        return E.left({ _tag: 'Unsupported', label, format, detail: `its decoder does not load: ${messageOf(cause)}` })
      },
    )
  return () => {
    const result = state.last.then(turn)
    state.last = result.then(() => undefined) // only its end: the sound is its caller's to keep
    return result
  }
}
