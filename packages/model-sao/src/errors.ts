import { type CodingError, describeAutoencoderError } from './autoencoder/errors.js'

/**
 * Everything that can go wrong with a model, as values: with its checkpoint, with what it was given (`Refused`), with a
 * session (`RunFailed`, `RunAborted`...), `NonFiniteResult`, and with packed weights.
 */
export type StableAudioError = CodingError

/** One line: what is wrong, and what would be right. */
export const describeStableAudioError = (error: StableAudioError): string => describeAutoencoderError(error)
