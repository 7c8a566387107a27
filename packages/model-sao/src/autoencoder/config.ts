import type { either as E } from 'fp-ts'
import type { CheckpointError } from '../checkpoint/errors.js'
import { decodeOobleck, type OobleckAutoencoder } from './oobleck/config.js'

/** The autoencoder of a checkpoint. */
export type AutoencoderConfig = OobleckAutoencoder

/** Where the configuration lies in `model_config.json`. */
const KEY = 'model.pretransform'

/** `model.pretransform` of a `model_config.json` (`file` is for messages). Errors: those of `decodeOobleck`. */
export const decodeAutoencoderConfig = (
  file: string,
  pretransform: unknown,
): E.Either<CheckpointError, AutoencoderConfig> => decodeOobleck(file, KEY, pretransform)
