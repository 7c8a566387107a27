import { type AutoencoderError, describeAutoencoderError } from './autoencoder/errors.js'
import { describePackingError, type PackingError } from './precision/errors.js'

/**
 * Everything that can go wrong with a model, as values: with its checkpoint, with what it was given (`Refused`), with a
 * session (`RunFailed`, `RunAborted`...), `NonFiniteResult`, and with packed weights.
 */
export type StableAudioError = AutoencoderError | PackingError

/** One line: what is wrong, and what would be right. */
export const describeStableAudioError = (error: StableAudioError): string => {
  switch (error._tag) {
    case 'PackingDiskFull':
    case 'PackingFolderUnusable':
    case 'PackedAnew':
      return describePackingError(error)
    default:
      return describeAutoencoderError(error)
  }
}
