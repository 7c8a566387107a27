import type { Denoiser, Shape } from '@sigmastream/core'
import type { task as T, taskEither as TE } from 'fp-ts'
import type { Autoencoder } from '../autoencoder/autoencoder.js'
import type { Objective } from '../checkpoint/model-config.js'
import type { StableAudioError } from '../errors.js'
import type { MemoryPrediction, RunSize } from '../memory/prediction.js'
import type { Precision } from '../precision/precision.js'
import type { CutPrompt } from '../text/tokenizer.js'
import type { AutoencoderIdentity } from './autoencoder-identity.js'
import type { Geometry } from './geometry.js'
import type { DenoiserRequest } from './request.js'
import type { ModelTraits } from './traits.js'

/** A model of Stable Audio. Each network is loaded, on a thread of its own, when it is first needed. */
export interface StableAudio extends Pick<Autoencoder, 'encode' | 'decode' | 'close'> {
  /**
   * What tells this model, in its precision, from another, whatever folder or layout it lies in: see `identityOf` and
   * `HeldWeights`.
   */
  readonly identity: string
  /** Whose latents these are. */
  readonly autoencoder: AutoencoderIdentity
  /** What the model is held in. */
  readonly precision: Precision
  /** What the network was trained to answer: its denoiser answers the same either way, and is best sampled by it. */
  readonly objective: Objective
  readonly geometry: Geometry
  readonly traits: ModelTraits
  /** Keys of the configuration that nothing reads, each with where it lies: what they say is not done. */
  readonly unread: readonly string[]
  /** The latent frames that cover so many seconds: at least 1, at most `geometry.maxFrames`. */
  readonly frames: (seconds: number) => number
  /**
   * The denoiser of a request, for every sampler and task; latents are `[batch, latentChannels, frames]`. The text is
   * encoded here, once. Errors: `Refused` for a request that does not fit, `MissingWeight`, `WrongShape`, those of
   * `openSession` and `Session.run`, and of packing (`PackingError`); the signal ends the encoding, with `RunAborted`.
   */
  readonly denoiser: (request: DenoiserRequest, signal?: AbortSignal) => TE.TaskEither<StableAudioError, Denoiser>
  /**
   * A denoiser for each request, in order, on one transformer. All text is encoded here, in one opening of the text
   * encoder; a denoiser answers with the same bits as one that was asked for alone. The transformer is opened here and
   * stays open until `close`; on the processor it may be opened while the text is encoded, and an error of the text, or a
   * signal, then waits until it is. Errors: as `denoiser`.
   */
  readonly denoisers: (
    requests: readonly DenoiserRequest[],
    signal?: AbortSignal,
  ) => TE.TaskEither<StableAudioError, readonly Denoiser[]>
  /**
   * What the text encoder does not read of each prompt; `null` where it reads all. No weights are read for it. The
   * tokenizer is read when it is first needed, and kept.
   */
  readonly cutPrompts: (prompts: readonly string[]) => TE.TaskEither<StableAudioError, readonly (CutPrompt | null)[]>
  /**
   * What the program that the model is of draws while it encodes a sound of so many latent frames, after the noise that a
   * run starts from; `null` where it draws nothing that counts here.
   */
  readonly encodingDraw: (frames: number) => Shape | null
  /** The memory that a run takes in the model's precision, predicted: see `predictMemory`. */
  readonly memory: (run: RunSize) => MemoryPrediction
  /** Ends all threads; what is asked later gets `SessionClosed`. */
  readonly close: T.Task<void>
}
