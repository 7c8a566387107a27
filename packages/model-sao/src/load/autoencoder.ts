import { namedWeights } from '@sigmastream/checkpoint'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Autoencoder } from '../autoencoder/autoencoder.js'
import { decodeAutoencoderConfig } from '../autoencoder/config.js'
import { openAutoencoder } from '../autoencoder/open.js'
import { surveyCheckpoint } from '../checkpoint/open.js'
import { decodeSoundConfig, withOwnKey } from '../checkpoint/sound-config.js'
import type { StableAudioError } from '../errors.js'
import { type AutoencoderIdentity, autoencoderIdentity } from './autoencoder-identity.js'
import { type Geometry, geometryOf } from './geometry.js'
import { autoencoderMemory, engineOf, type LoadOptions } from './options.js'

/** The autoencoder of a model by itself. */
export interface LoadedAutoencoder extends Pick<Autoencoder, 'encode' | 'decode' | 'close'> {
  readonly geometry: Geometry
  /** Whose latents these are. */
  readonly identity: AutoencoderIdentity
}

/**
 * Loads the autoencoder alone: of the folder, in either layout, only the configurations and the autoencoder's weights
 * need be there. The folder may also be that of an autoencoder by itself, such as SAME-S and SAME-L. Errors: any
 * `CheckpointError`, `Refused`.
 */
export const loadAutoencoder = (
  dir: string,
  options: LoadOptions = {},
): TE.TaskEither<StableAudioError, LoadedAutoencoder> =>
  pipe(
    TE.Do,
    TE.bindW('survey', () => surveyCheckpoint(dir)),
    TE.bindW('json', ({ survey: { model } }) => TE.fromEither(model)),
    TE.bindW('model', ({ survey: { modelFile }, json }) => TE.fromEither(decodeSoundConfig(modelFile, json))),
    TE.bindW('config', ({ survey: { modelFile }, json, model }) =>
      pipe(decodeAutoencoderConfig(modelFile, model.pretransform), E.mapLeft(withOwnKey(json)), TE.fromEither),
    ),
    TE.bindW('found', ({ survey: { parts } }) => TE.fromEither(parts.autoencoder)),
    TE.bindW('identity', ({ config, found }) => autoencoderIdentity(config, found.weights)),
    TE.bindW('autoencoder', ({ config, found }) =>
      openAutoencoder({
        config,
        weights: namedWeights(found.weights),
        ...engineOf(options),
        ...autoencoderMemory(options),
      }),
    ),
    TE.map(({ model, identity, autoencoder: { encode, decode, close } }) => ({
      geometry: geometryOf(model),
      identity,
      encode,
      decode,
      close,
    })),
  )
