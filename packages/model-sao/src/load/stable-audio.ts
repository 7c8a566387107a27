import { freemem } from 'node:os'
import type { Denoiser, Shape } from '@sigmastream/core'
import { either as E, type task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Autoencoder } from '../autoencoder/autoencoder.js'
import { openAutoencoder } from '../autoencoder/open.js'
import { checkWeights } from '../checkpoint/check-weights.js'
import type { Checkpoint } from '../checkpoint/checkpoint.js'
import type { Objective } from '../checkpoint/model-config.js'
import { openCheckpoint } from '../checkpoint/open.js'
import type { Weights } from '../checkpoint/weights.js'
import { openDit } from '../dit/dit.js'
import type { StableAudioError } from '../errors.js'
import { lazy } from '../lazy.js'
import { type MemoryPrediction, opensTogether, predictMemory, type RunSize } from '../memory/prediction.js'
import { weightBytes } from '../memory/weights.js'
import { once } from '../once.js'
import { packsAutoencoderAndText, packsText } from '../precision/matrices.js'
import type { Precision } from '../precision/precision.js'
import { cutPromptsOf } from '../text/cut-prompts.js'
import { openPromptTokenizer } from '../text/open-tokenizer.js'
import type { CutPrompt } from '../text/tokenizer.js'
import { type AutoencoderIdentity, autoencoderIdentity } from './autoencoder-identity.js'
import { pairedRequests, tellRequests } from './conditioning.js'
import { encodingDrawOf } from './encoding-draw.js'
import { framesCovering, type Geometry, geometryOf } from './geometry.js'
import { type HeldWeights, heldWeights } from './held-weights.js'
import { identityOf } from './identity.js'
import { autoencoderMemory, type EngineSettings, engineOf, type LoadOptions } from './options.js'
import type { DenoiserRequest } from './request.js'
import { type ModelTraits, traitsOf } from './traits.js'

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

const stableAudio = (
  checkpoint: Checkpoint,
  autoencoder: Autoencoder,
  held: HeldWeights,
  codingIdentity: AutoencoderIdentity,
  engine: EngineSettings,
  available: () => number,
): StableAudio => {
  const { config, partConfigs } = checkpoint
  const geometry = geometryOf(config)
  const opened = (weights: Weights) =>
    openDit({ config: partConfigs.dit, weights, ...engine, foldConstants: held.precision !== 'fp16-weights' })
  const dit = lazy(pipe(held.weights, TE.flatMap(opened)))
  const isTextPacked = held.precision !== 'fp32' && packsText(checkpoint.stored, held.precision)
  const tokenizer = once(openPromptTokenizer(checkpoint.tokenizer, checkpoint.textConfig))
  const told = { ...engine, kept: tokenizer, ...(isTextPacked ? { packed: held.weights } : {}) }
  const bytes = weightBytes(checkpoint.stored, held.precision, held.kept)
  const denoisers: StableAudio['denoisers'] = (requests, signal) =>
    pipe(
      TE.fromEither(pairedRequests(checkpoint, requests)),
      TE.flatMap((pairs) => {
        const count = pairs.reduce((sum, { items, negatives }) => sum + items.length + negatives.length, 0)
        const conditionings = tellRequests(checkpoint, told, pairs, signal)
        // On the cpu alone: no engine of a device is known to open one network while it is asked another.
        return engine.device === 'cpu' && opensTogether(checkpoint, bytes, { told: count, available: available() })
          ? pipe(
              // Weights first: the transformer's thread is then at work before this one reads the tokenizer.
              held.weights,
              TE.filterOrElse(
                () => signal?.aborted !== true,
                (): StableAudioError => ({ _tag: 'RunAborted' }),
              ),
              TE.flatMap(() => pipe(TE.Do, TE.apSW('open', dit.get), TE.apSW('conditionings', conditionings))),
            )
          : pipe(
              TE.Do,
              TE.bindW('conditionings', () => conditionings),
              TE.bindW('open', () => dit.get),
            )
      }),
      TE.flatMapEither(({ conditionings, open }) => E.traverseArray(open.denoiser)(conditionings)),
    )
  return {
    identity: held.identity,
    autoencoder: codingIdentity,
    precision: held.precision,
    objective: config.objective,
    geometry,
    traits: traitsOf(checkpoint),
    unread: checkpoint.unread,
    frames: (seconds) => framesCovering(geometry, seconds),
    denoiser: (request, signal) =>
      pipe(
        denoisers([request], signal),
        TE.map(([only]) => only!),
      ), // one for one
    denoisers,
    encode: autoencoder.encode,
    decode: autoencoder.decode,
    encodingDraw: encodingDrawOf(autoencoder),
    cutPrompts: (prompts) => cutPromptsOf(checkpoint, tokenizer, prompts),
    memory: (run) => predictMemory(checkpoint, bytes, run),
    close: async () => {
      await Promise.all([dit.close(), autoencoder.close()])
    },
  }
}

/**
 * Loads the model in a folder of either official layout, or of one of several files of weights in a folder. Only
 * configurations, headers and samples of the weights are read: what is unsupported or missing is refused first. Errors:
 * any `CheckpointError`, `Refused`.
 */
export const loadStableAudio = (
  dir: string,
  options: LoadOptions = {},
): TE.TaskEither<StableAudioError, StableAudio> => {
  const engine = engineOf(options)
  return pipe(
    TE.Do,
    TE.bindW('checkpoint', () => openCheckpoint(dir)),
    TE.tap(({ checkpoint }) => TE.fromEither<StableAudioError, unknown>(checkWeights(checkpoint))),
    TE.bindW('autoencoder', ({ checkpoint: { partConfigs, weights } }) =>
      openAutoencoder({ config: partConfigs.autoencoder, weights, ...engine, ...autoencoderMemory(options) }),
    ),
    TE.bindW('identity', ({ checkpoint }) => identityOf(checkpoint)),
    TE.bindW('codingIdentity', ({ checkpoint: { partConfigs, stored } }) =>
      autoencoderIdentity(partConfigs.autoencoder, stored),
    ),
    TE.bindW('held', ({ checkpoint, identity }) =>
      pipe(
        TE.fromTask<HeldWeights, never>(heldWeights(checkpoint, identity, options)),
        TE.map((held) => ({ ...held, weights: once(held.weights) })),
      ),
    ),
    // Opened again with what it is held in: it was looked at before, and nothing of it is read yet.
    TE.bindW('coding', ({ checkpoint: { partConfigs, weights }, autoencoder, held: { precision, weights: packed } }) =>
      partConfigs.autoencoder._tag === 'Same' && precision !== 'fp32' && packsAutoencoderAndText(precision)
        ? openAutoencoder({
            config: partConfigs.autoencoder,
            weights,
            packed,
            ...engine,
            ...autoencoderMemory(options),
          })
        : TE.right(autoencoder),
    ),
    TE.map(({ checkpoint, coding, held, codingIdentity }) =>
      stableAudio(checkpoint, coding, held, codingIdentity, engine, () => options.available ?? freemem()),
    ),
  )
}
