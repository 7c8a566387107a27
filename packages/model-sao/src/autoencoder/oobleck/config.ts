import { decodeConfig } from '@sigmastream/checkpoint'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../../checkpoint/errors.js'
import type { SoundGeometry } from '../sound-geometry.js'
import { checkGeometry } from './geometry.js'
import { Pretransform } from './pretransform.js'
import { checkSupported } from './supported.js'

/** The widths and strides of one half of an Oobleck autoencoder, in order from the audio inwards. */
export interface OobleckHalf {
  /** Channels beside the audio. */
  readonly channels: number
  /** Channels of each level, as multiples of `channels`. */
  readonly multiples: readonly number[]
  /** How many samples of a level make one of the next: even, one for each multiple. */
  readonly strides: readonly number[]
}

/** An Oobleck autoencoder with a variational bottleneck; a frame is as many samples as the product of the strides. */
export interface OobleckAutoencoder extends SoundGeometry {
  readonly _tag: 'Oobleck'
  /** What latents are divided by after encoding and multiplied by before decoding. */
  readonly scale: number
  readonly encoder: OobleckHalf
  readonly decoder: OobleckHalf
  /** Whether audio goes through tanh last. */
  readonly finalTanh: boolean
}

const halfOf = ({
  channels,
  c_mults,
  strides,
}: Pretransform['config']['encoder' | 'decoder']['config']): OobleckHalf => ({
  channels,
  multiples: c_mults,
  strides,
})

/**
 * `model.pretransform` of a `model_config.json`, found under `prefix` (`file` is for messages). Errors: `BadConfig` names
 * the key that is not of its form; `Unsupported` a key that asks for what no published Stable Audio Open model has, or
 * sizes that do not go together. What only says how to compute (`iterate_batch`, `model_half`, `chunked`) or to train is
 * passed over: here it is float32, item by item. Source: stable-audio-tools `create_pretransform_from_config`,
 * `create_autoencoder_from_config`, with their defaults.
 */
export const decodeOobleck = (
  file: string,
  prefix: string,
  pretransform: unknown,
): E.Either<CheckpointError, OobleckAutoencoder> =>
  pipe(
    checkSupported(prefix, pretransform),
    E.flatMap((supported) => decodeConfig(Pretransform, file, supported, prefix)),
    E.flatMap((json) => checkGeometry(prefix, json)),
    E.map(
      ({ config, scale = 1 }): OobleckAutoencoder => ({
        _tag: 'Oobleck',
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
