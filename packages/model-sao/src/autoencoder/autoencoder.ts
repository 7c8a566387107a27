import type { Weights } from '@sigmastream/checkpoint'
import type { Latent } from '@sigmastream/core'
import type { Device } from '@sigmastream/onnx'
import type { task as T, taskEither as TE } from 'fp-ts'
import type { CodingOptions } from './coding-options.js'
import type { AutoencoderConfig } from './config.js'
import type { CodingError } from './errors.js'
import type { InferenceNoise, InferenceNoiseShapes } from './inference-noise.js'
import type { LatentDistribution } from './sample.js'
import type { Waveform } from './waveform.js'

/** How audio is encoded. */
export interface EncodeOptions extends CodingOptions {
  /** Standard normal, of the latent's shape; without it the latent is the mean. */
  readonly noise?: Latent
  /** What the reference adds while it encodes: see {@link InferenceNoise}. */
  readonly inferenceNoise?: Pick<InferenceNoise, 'tokens'>
}

/** How latents are decoded. */
export interface DecodeOptions extends CodingOptions {
  /** Whether they go round, so that the end of the sound leads into its beginning. */
  readonly ring?: boolean
  /** What the reference adds while it decodes: see {@link InferenceNoise}. */
  readonly inferenceNoise?: InferenceNoise
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
  /**
   * The shapes of the noise that the reference adds to `batch` items of `frames` latent frames: see
   * {@link InferenceNoise}.
   */
  readonly noiseShapes: (part: 'encoder' | 'decoder', batch: number, frames: number) => InferenceNoiseShapes
  /** Ends the threads. */
  readonly close: T.Task<void>
}

/** What an autoencoder is opened with. */
export interface AutoencoderOptions {
  readonly config: AutoencoderConfig
  readonly weights: Weights
  /**
   * The same weights in fewer bits, found or made when one half is first needed: of a SAME autoencoder. Without it they
   * are read as they lie in the checkpoint.
   */
  readonly packed?: TE.TaskEither<CodingError, Weights>
  /** Threads that one operator may use, at least 1. */
  readonly threads: number
  /** Where it is computed, by default on the cpu. */
  readonly device?: Device
  /** Bytes of memory that are free, asked when a chunk's length is chosen. By default what the system says. */
  readonly available?: () => number
}
