import { describeSampleError, type SampleError } from '@sigmastream/core'
import { describeStableAudioError, type StableAudioError } from '@sigmastream/model-sao'
import { badRecipe, type RenderError, renderFailed } from '../errors.js'
import { fromSampleError } from '../from-sample-error.js'
import { field, type Words, words } from '../words.js'

const memoryAdvice = words`there is too little memory: ask for fewer ${field('seconds')}, leave out ${field('fullWindow')}, give ${field('cfg')} 1 or a smaller ${field('batch')}, or close other programs`

/** What engines say where memory ends, and where an operator of the graph is not in them, and what to try. */
const advices: readonly (readonly [RegExp, Words])[] = [
  [/bad_?alloc|bad allocation|allocat(e|ion)|out[ _]of[ _]memory|(enough|insufficient) memory/i, memoryAdvice],
  [
    /not[ _]implemented|an implementation for|not a registered (function|op)|no kernel|unrecognized operator/i,
    [
      'an operator of the model is missing in this onnxruntime: install the onnxruntime-node that @sigmastream/onnx names',
    ],
  ],
]

const nonFiniteAdvice = words`try another ${field('seed')}, a lower ${field('cfg')}, another ${field('sampler')} or a higher ${field('sigmaMin')}; if it is always so, fetch the weights again`

/** The message, and what to try where it is known what it means. */
export const withAdvice = (message: string): Words => {
  const advice = advices.find(([pattern]) => pattern.test(message))?.[1]
  return advice === undefined ? [message] : [message, '; ', ...advice]
}

/**
 * What is wrong with the folder or with what was asked is refused; what an engine fails at is a failure in the part
 * `where`.
 */
export const fromStableAudioError =
  (where: string) =>
  (error: StableAudioError): RenderError => {
    const message = describeStableAudioError(error)
    switch (error._tag) {
      case 'LoadFailed':
      case 'RunFailed':
      case 'WorkerFailed':
      case 'SessionClosed':
      case 'RunAborted':
        return renderFailed([`${where}: `, ...withAdvice(message)], error)
      case 'NonFiniteResult':
        return renderFailed(`${where}: ${message}`, error)
      default:
        return badRecipe(null, [message])
    }
  }

/** An error of a run with the network: with its step, the part, and what to try. */
export const fromNetworkError = (error: SampleError): RenderError => {
  switch (error._tag) {
    case 'DenoiserFailed':
      return renderFailed(withAdvice(describeSampleError(error)), error.cause)
    case 'NonFinite':
      return renderFailed([
        `${describeSampleError(error)}; what the diffusion transformer answered led there: `,
        ...nonFiniteAdvice,
      ])
    default:
      return fromSampleError(error)
  }
}
