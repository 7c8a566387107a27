import type { AudioError } from '@sigmastream/audio'
import { type AutoencoderError, describeAutoencoderError } from './autoencoder/errors.js'

/**
 * Everything that can go wrong with a model, as values: with its checkpoint, with what it was given (`Refused`), with a session
 * (`RunFailed`, `RunAborted`...), and `NonFiniteResult`.
 */
export type StableAudioError = AutoencoderError

/** One line: what is wrong, and what would be right. */
export const describeStableAudioError: (error: StableAudioError) => string = describeAutoencoderError

/** What can go wrong with reference audio; `describeAudioError` of `@sigmastream/audio` puts it into words. */
export type ReferenceError = AudioError
