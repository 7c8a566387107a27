import type { taskEither as TE } from 'fp-ts'
import type { CheckpointError } from '../checkpoint/errors.js'
import type { Autoencoder, AutoencoderOptions } from './autoencoder.js'
import { openOobleck } from './oobleck/open.js'
import { openSame } from './same/open.js'

/**
 * Opens the autoencoder of a checkpoint; no weight passes through JavaScript. Errors: `MissingWeight` and `WrongShape`
 * before any weight is read.
 */
export const openAutoencoder = (options: AutoencoderOptions): TE.TaskEither<CheckpointError, Autoencoder> => {
  const { config } = options
  return config._tag === 'Oobleck' ? openOobleck(config, options) : openSame(config, options)
}
