import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { decodeConfig } from '../checkpoint/decode-config.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import { checkGeometry } from './geometry.js'
import { Pretransform } from './pretransform.js'
import { checkSupported } from './supported.js'

/** The widths and strides of one half of an Oobleck autoencoder, in order from the audio inwards. */
export interface OobleckConfig {
  /** Channels beside the audio. */
  readonly channels: number
  /** Channels of each level, as multiples of `channels`. */
  readonly multiples: readonly number[]
  /** How many samples of a level make one of the next: even, one for each multiple. */
  readonly strides: readonly number[]
}

/** An Oobleck autoencoder with a variational bottleneck. */
export interface AutoencoderConfig {
  readonly audioChannels: number
  readonly latentChannels: number
  /** Samples of one latent frame: the product of the strides. */
  readonly frameSamples: number
  /** What latents are divided by after encoding and multiplied by before decoding. */
  readonly scale: number
  readonly encoder: OobleckConfig
  readonly decoder: OobleckConfig
  /** Whether audio goes through tanh last. */
  readonly finalTanh: boolean
}

const halfOf = ({
  channels,
  c_mults,
  strides,
}: Pretransform['config']['encoder' | 'decoder']['config']): OobleckConfig => ({
  channels,
  multiples: c_mults,
  strides,
})

/** Where the configuration lies in `model_config.json`. */
const KEY = 'model.pretransform'

/**
 * `model.pretransform` of a `model_config.json` (`file` is for messages). Errors: `BadConfig` names the key that is not
 * of its form; `Unsupported` a key that asks for what no published Stable Audio Open model has, or sizes that do not go
 * together. What only says how to compute (`iterate_batch`, `model_half`, `chunked`) or to train is passed over: here
 * it is float32, item by item. Source: stable-audio-tools `create_pretransform_from_config`,
 * `create_autoencoder_from_config`, with their defaults.
 */
export const decodeAutoencoderConfig = (
  file: string,
  pretransform: unknown,
): E.Either<CheckpointError, AutoencoderConfig> =>
  pipe(
    checkSupported(KEY, pretransform),
    E.flatMap((supported) => decodeConfig(Pretransform, file, supported, KEY)),
    E.flatMap((json) => checkGeometry(KEY, json)),
    E.map(
      ({ config, scale = 1 }): AutoencoderConfig => ({
        audioChannels: config.io_channels,
        latentChannels: config.latent_dim,
        frameSamples: config.downsampling_ratio,
        scale,
        encoder: halfOf(config.encoder.config),
        decoder: halfOf(config.decoder.config),
        finalTanh: config.decoder.config.final_tanh ?? true,
      }),
    ),
  )
