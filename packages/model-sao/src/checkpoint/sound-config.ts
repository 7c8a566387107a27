import { type BadConfig, Count, decodeConfig } from '@sigmastream/checkpoint'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import type { CheckpointError } from './errors.js'
import { decodeModelConfig, isAutoencoderAlone, type ModelConfig } from './model-config.js'

/** What a `model_config.json` says of sound and latents, whether it is of a whole model or of an autoencoder alone. */
export type SoundConfig = Pick<
  ModelConfig,
  'sampleRate' | 'sampleSize' | 'audioChannels' | 'latentChannels' | 'frameSamples' | 'pretransform'
>

const AloneJson = t.type({
  sample_size: Count,
  sample_rate: Count,
  audio_channels: Count,
  model: t.type({ latent_dim: Count, downsampling_ratio: Count }),
})

/** Where the keys of an autoencoder lie in a whole model, and in its own file. */
const [IN_MODEL, OWN] = ['model.pretransform.config', 'model'] as const

const decodeAlone = (file: string, json: unknown): E.Either<BadConfig, SoundConfig> =>
  pipe(
    decodeConfig(AloneJson, file, json),
    E.map(({ model, ...top }) => ({
      sampleRate: top.sample_rate,
      sampleSize: top.sample_size,
      audioChannels: top.audio_channels,
      latentChannels: model.latent_dim,
      frameSamples: model.downsampling_ratio,
      pretransform: { type: 'autoencoder', config: model },
    })),
  )

/**
 * Decodes what the JSON of a `model_config.json`, read from `file`, says of its autoencoder: that of a whole model, or of
 * an autoencoder alone, such as SAME-S and SAME-L. Errors: those of `decodeModelConfig`. Source: stable-audio-tools
 * `create_model_from_config`; stable-audio-3 `loading_utils.py`, `load_autoencoder`.
 */
export const decodeSoundConfig = (file: string, json: unknown): E.Either<CheckpointError, SoundConfig> =>
  isAutoencoderAlone(json) ? decodeAlone(file, json) : decodeModelConfig(file, json)

/** An error about a key of an autoencoder, by the key's name in the file: an autoencoder alone is no part of a model. */
export const withOwnKey =
  (json: unknown) =>
  (error: CheckpointError): CheckpointError =>
    isAutoencoderAlone(json) && (error._tag === 'BadConfig' || error._tag === 'Unsupported')
      ? { ...error, key: error.key.replace(IN_MODEL, OWN) }
      : error
