import { freemem } from 'node:os'
import { dirname } from 'node:path'
import type { Latent } from '@sigmastream/core'
import { type Device, openSession } from '@sigmastream/onnx'
import { either as E, type task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import type { Weights } from '../checkpoint/weights.js'
import { lazy } from '../lazy.js'
import { type CodingOptions, coder } from './coder.js'
import type { AutoencoderConfig } from './config.js'
import type { CodingError } from './errors.js'
import { decoderModels, encoderModels } from './graph.js'
import { ringDecoder } from './ring.js'
import { checkNoise, distributionOf, type LatentDistribution } from './sample.js'
import { decoderStages, encoderStages } from './stages.js'
import type { Waveform } from './waveform.js'

/** How audio is encoded. */
export interface EncodeOptions extends CodingOptions {
  /** Standard normal, of the latent's shape; without it the latent is the mean. */
  readonly noise?: Latent
}

/** How latents are decoded. */
export interface DecodeOptions extends CodingOptions {
  /** Whether they go round, so that the end of the sound leads into its beginning. */
  readonly ring?: boolean
}

/** An autoencoder between audio and latents. A network is loaded, on threads of its own, when it is first needed. */
export interface Autoencoder {
  readonly config: AutoencoderConfig
  /**
   * Audio `[batch, audioChannels, samples]`, at the model's sample rate, to latents of `ceil(samples / frameSamples)`
   * frames. The last frame is filled up with silence, as the reference does (`preprocess_audio_list_for_encoder`).
   * Errors: `Refused`, those of `openSession` and `Session.run`, `NonFiniteResult`.
   */
  readonly encode: (audio: Waveform, options?: EncodeOptions) => TE.TaskEither<CodingError, LatentDistribution>
  /** Latents `[batch, latentChannels, frames]` to audio of `frames frameSamples` samples. Errors: as `encode`. */
  readonly decode: (latent: Latent, options?: DecodeOptions) => TE.TaskEither<CodingError, Waveform>
  /** Ends the threads. */
  readonly close: T.Task<void>
}

/** What an autoencoder is opened with. */
export interface AutoencoderOptions {
  readonly config: AutoencoderConfig
  readonly weights: Weights
  /** Threads that one operator may use, at least 1. */
  readonly threads: number
  /** Where it is computed, by default on the cpu. */
  readonly device?: Device
  /** Bytes of memory that are free, asked when a chunk's length is chosen. By default what the system says. */
  readonly available?: () => number
}

/** The folder that the weights are read from: the shards of one model lie in one. */
const folderOf = (weights: Weights, { encoder }: AutoencoderConfig): E.Either<CheckpointError, string> =>
  pipe(
    weights.get('pretransform.model.encoder.layers.0.bias', [encoder.channels]),
    E.map(({ parts: [{ file }] }) => dirname(file)),
  )

/**
 * Opens the autoencoder of a checkpoint; no weight passes through JavaScript. Errors: `MissingWeight` and `WrongShape`
 * before any weight is read.
 */
export const openAutoencoder = (options: AutoencoderOptions): TE.TaskEither<CheckpointError, Autoencoder> => {
  const { config, weights, threads, device = 'cpu', available = freemem } = options
  const { latentChannels, frameSamples } = config
  return pipe(
    TE.Do,
    TE.apSW('encoder', TE.fromEither(encoderModels(config, weights))),
    TE.apSW('decoder', TE.fromEither(decoderModels(config, weights))),
    TE.apSW('externalFolder', TE.fromEither(folderOf(weights, config))),
    TE.map(({ encoder, decoder, externalFolder }): Autoencoder => {
      // Written when it is needed, and moved: most runs need one half of the autoencoder, and some need none.
      const opening = (model: (typeof encoder)[0]) =>
        lazy(
          pipe(
            TE.fromIOEither(model),
            TE.flatMap((bytes) => openSession(bytes, { threads, externalFolder, device, move: true })),
          ),
        )
      const encoding = [opening(encoder[0]), opening(encoder[1])] as const
      const decoding = [opening(decoder[0]), opening(decoder[1])] as const
      const encode = coder(encoderStages(config), encoding, available)
      const decode = coder(decoderStages(config), decoding, available)
      return {
        config,
        encode: (sound, { noise, ...coding } = {}) =>
          pipe(
            TE.fromEither(
              checkNoise(noise, [sound.shape[0], latentChannels, Math.ceil(sound.shape[2] / frameSamples)]),
            ),
            TE.flatMap(() => encode(sound, coding)),
            TE.map((given) => distributionOf(given, noise)),
          ),
        decode: (z, { ring = false, ...coding } = {}) => {
          const decodeAll = (latent: Latent) => decode(latent, coding)
          return (ring ? ringDecoder(decoderStages(config), frameSamples, decodeAll) : decodeAll)(z)
        },
        close: async () => {
          await Promise.all([...encoding, ...decoding].map((session) => session.close()))
        },
      }
    }),
  )
}
