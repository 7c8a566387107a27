import { setImmediate } from 'node:timers/promises'
import type { SampleError } from '@sigmastream/core'
import type { StableAudioError } from '@sigmastream/model-sao'
import {
  fromNetworkError as networkError,
  fromStableAudioError as stableAudioError,
} from '@sigmastream/pipeline/stable-audio'
import { either as E, type taskEither as TE } from 'fp-ts'
import type { CliError } from '../errors.js'
import { fromRenderError, interruption } from '../from-errors.js'

const noSignal = new AbortController().signal

/** An error of Stable Audio Open in the part `where`: usage, or a failure and what to try. */
export const fromStableAudioError =
  (where: string) =>
  (error: StableAudioError): CliError =>
    fromRenderError(stableAudioError(where)(error), noSignal)

/** An error of a run with the network: with its step, the part, and what to try. */
export const fromNetworkError = (error: SampleError): CliError => fromRenderError(networkError(error), noSignal)

/**
 * `Interrupted` where a signal has asked to stop; one that arrived during synchronous work is given the turn to say so.
 */
export const interruptedBy =
  (signal: AbortSignal): TE.TaskEither<CliError, void> =>
  async () => {
    await setImmediate()
    return signal.aborted ? E.left(interruption(signal)) : E.right(undefined)
  }

/** A task whose failure is the interruption where a signal has asked to stop meanwhile. */
export const orInterrupted =
  (signal: AbortSignal) =>
  <A>(task: TE.TaskEither<CliError, A>): TE.TaskEither<CliError, A> =>
  async () => {
    const result = await task()
    const going = await interruptedBy(signal)()
    return E.isLeft(going) ? going : result
  }
