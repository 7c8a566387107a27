import { setImmediate } from 'node:timers/promises'
import { describeSampleError, type SampleError } from '@sigmastream/core'
import { describeStableAudioError, type StableAudioError } from '@sigmastream/model-sao'
import { either as E, type taskEither as TE } from 'fp-ts'
import { type CliError, failure, fromSampleError, usage } from '../errors.js'
import { interruption } from '../run/stop.js'

const memoryAdvice =
  'there is too little memory: ask for fewer --seconds, leave out --full-window, give --cfg 1 or a smaller --batch, or close ' +
  'other programs'

/** What engines say where memory ends, and where an operator of the graph is not in them, and what to try. */
const advices: readonly (readonly [RegExp, string])[] = [
  [/bad_?alloc|bad allocation|allocat(e|ion)|out[ _]of[ _]memory|(enough|insufficient) memory/i, memoryAdvice],
  [
    /not[ _]implemented|an implementation for|not a registered (function|op)|no kernel|unrecognized operator/i,
    'an operator of the model is missing in this onnxruntime: install the onnxruntime-node that @sigmastream/onnx names',
  ],
]

const nonFiniteAdvice =
  'try another --seed, a lower --cfg, another --sampler or a higher --sigma-min; if it is always so, fetch the weights again'

/** The message, and what to try where it is known what it means. */
export const advised = (message: string): string => {
  const advice = advices.find(([pattern]) => pattern.test(message))?.[1]
  return advice === undefined ? message : `${message}; ${advice}`
}

/**
 * What is wrong with the folder or with what was asked is usage; what an engine fails at is a failure in the part
 * `where`.
 */
export const fromStableAudioError =
  (where: string) =>
  (error: StableAudioError): CliError => {
    const message = describeStableAudioError(error)
    switch (error._tag) {
      case 'LoadFailed':
      case 'RunFailed':
      case 'WorkerFailed':
      case 'SessionClosed':
      case 'RunAborted':
        return failure(`${where}: ${advised(message)}`, error)
      case 'NonFiniteResult':
        return failure(`${where}: ${message}`, error)
      default:
        return usage(message)
    }
  }

/** An error of a run with the network: with its step, the part, and what to try. */
export const fromNetworkError = (error: SampleError): CliError => {
  switch (error._tag) {
    case 'DenoiserFailed':
      return failure(advised(describeSampleError(error)), error.cause)
    case 'NonFinite':
      return failure(
        `${describeSampleError(error)}; what the diffusion transformer answered led there: ${nonFiniteAdvice}`,
      )
    default:
      return fromSampleError(error)
  }
}

/** A task whose failure is the interruption where a signal has asked to stop meanwhile. */
export const orInterrupted =
  (signal: AbortSignal) =>
  <A>(task: TE.TaskEither<CliError, A>): TE.TaskEither<CliError, A> =>
  async () => {
    const result = await task()
    await setImmediate()
    return signal.aborted ? E.left(interruption(signal)) : result
  }
