import { describeSampleError, type Refused } from '@sigmastream/core'
import { describeOnnxError, type OnnxError } from '@sigmastream/onnx'
import { describeCheckpointError } from '../checkpoint/describe.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import { describePackingError, type PackingError } from '../precision/errors.js'

/**
 * NaN or an infinity came out of the network: `item` of the batch, somewhere in the frames `from` to `to` (not
 * included).
 */
export interface NonFiniteResult {
  readonly _tag: 'NonFiniteResult'
  readonly part: 'encoder' | 'decoder'
  readonly item: number
  readonly from: number
  readonly to: number
}

/**
 * Everything that can go wrong with an autoencoder, as values: `Refused` is about what it was given. What a checkpoint
 * lacks is told when it is opened; in a run it can only be gone since.
 */
export type CodingError = Refused | OnnxError | NonFiniteResult | CheckpointError | PackingError

/** One line: what was wrong, and what would be right. */
export const describeAutoencoderError = (error: CodingError): string => {
  switch (error._tag) {
    case 'NonFiniteResult':
      return (
        `the autoencoder's ${error.part} gave NaN or an infinity for item ${error.item}, ` +
        `frames ${error.from} to ${error.to - 1}; ` +
        `give it finite ${error.part === 'encoder' ? 'samples' : 'latents'}, or, if they are, fetch the weights again`
      )
    case 'Refused':
      return describeSampleError(error)
    case 'LoadFailed':
    case 'RunFailed':
    case 'WorkerFailed':
    case 'SessionClosed':
    case 'RunAborted':
      return describeOnnxError(error)
    case 'PackingDiskFull':
    case 'PackingFolderUnusable':
    case 'PackedAnew':
      return describePackingError(error)
    default:
      return describeCheckpointError(error)
  }
}
