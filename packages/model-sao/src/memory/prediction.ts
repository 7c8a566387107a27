import { codingBytes } from '../autoencoder/coding-bytes.js'
import type { AutoencoderConfig } from '../autoencoder/config.js'
import type { Checkpoint } from '../checkpoint/checkpoint.js'
import { keptBytes, textBytes, transformerBytes } from './activations.js'
import type { WeightBytes } from './weights.js'

/** What a run is to compute, as far as memory depends on it. */
export interface RunSize {
  /** Latent frames. */
  readonly frames: number
  /** Of these, how many the transformer is asked about at once: all unless it is said. */
  readonly window?: number
  /** Items that the transformer is asked about at once. */
  readonly batch: number
  /** Whether guidance asks a second branch of each. */
  readonly guided: boolean
  /** Whether a rule of guidance asks a third. */
  readonly neutral?: boolean
  /** Items whose text is told before the first is sampled, negative prompts counted as well. */
  readonly told: number
  /** Whether sound is encoded before, and latents decoded after. */
  readonly encoded: boolean
  readonly decoded: boolean
  /** Bytes that opening, encoding and decoding may count on. */
  readonly available: number
}

/** Bytes of memory that a run takes, at most. */
export interface MemoryPrediction {
  /** The process, the tokenizer that it keeps, and the transformer's weights, whatever is run. */
  readonly model: number
  /** One model call, latents, and what the prompts became. */
  readonly sampling: number
  /** The autoencoder: its weights, and the chunks that are computed at once. */
  readonly coding: number
  /**
   * At the largest moment of the run; it may be that of the text encoder, which is closed before the transformer is
   * asked, and before it is opened unless they are opened together (`opensTogether`).
   */
  readonly peak: number
}

/** Node with this library loaded, the engine, and what allocators keep of what was freed: measured, 270 to 370 MiB. */
const PROCESS = 384 * 2 ** 20

const FLOAT = Float32Array.BYTES_PER_ELEMENT

/** Copies of the prompts' tokens while they are told: of the network, projected, and in one block. */
const COPIES = 3

/** Copies of a sound between the decoder and its file. */
const SOUNDS = 6

/** Copies of a latent: the reference, a mask, x, what a sampler remembers, noise, and the answers of windows. */
const LATENTS = 12

const codingOf = (config: AutoencoderConfig, { encoder, decoder }: WeightBytes, run: RunSize): number => {
  const { frameSamples, audioChannels } = config
  const sound = SOUNDS * FLOAT * run.frames * frameSamples * audioChannels
  const encoding = encoder + codingBytes(config, 'encoder', run.frames, run.available) + sound
  const decoding = decoder + codingBytes(config, 'decoder', run.frames, run.available) + sound
  return (run.encoded ? encoding : 0) + (run.decoded ? decoding : 0)
}

/** Bytes of a transformer, at most, that is opened while the text is told. */
const SMALL = 2 ** 31

type Configs = Pick<Checkpoint, 'partConfigs' | 'textConfig'>

const tokensBytes = ({ conditioning }: Configs['partConfigs'], told: number): number =>
  FLOAT * told * (conditioning.prompt.length + conditioning.numbers.length) * conditioning.width

const tellingBytes = ({ partConfigs, textConfig }: Configs, { text }: WeightBytes, told: number): number =>
  text + textBytes(textConfig, partConfigs.conditioning.prompt.length) + COPIES * tokensBytes(partConfigs, told)

/**
 * Whether the transformer is opened while the text is told, and not behind it, when the text encoder has left its memory:
 * a small one, where both need no more than half of what is there.
 */
export const opensTogether = (
  configs: Configs,
  weights: WeightBytes,
  { told, available }: Pick<RunSize, 'told' | 'available'>,
): boolean =>
  weights.transformer <= SMALL &&
  2 * (PROCESS + weights.transformer + tellingBytes(configs, weights, told)) <= available

/**
 * The most memory that a run takes, from the configurations of a checkpoint and the sizes of its weights: nothing is
 * loaded. It is an upper bound: on Stable Audio Open it was 2 to 16 % above what the sampling of 128 to 1024 frames took
 * (1 to 4 rows; 128 frames in int8).
 */
export const predictMemory = (configs: Configs, weights: WeightBytes, run: RunSize): MemoryPrediction => {
  const { dit, autoencoder } = configs.partConfigs
  const { frames, window = frames, batch, guided, neutral = false, told } = run
  const prompts = tokensBytes(configs.partConfigs, told)
  const model = PROCESS + keptBytes(configs.textConfig) + weights.transformer
  // The tokenizer that is kept is counted among what telling takes.
  const beside = opensTogether(configs, weights, run) ? weights.transformer : 0
  const telling = PROCESS + beside + tellingBytes(configs, weights, told)
  const latents = LATENTS * FLOAT * batch * frames * dit.ioChannels
  const sampling = prompts + latents + transformerBytes(dit, window, batch * ((guided ? 2 : 1) + (neutral ? 1 : 0)))
  const coding = codingOf(autoencoder, weights, run)
  return {
    model,
    sampling,
    coding,
    peak: Math.max(telling + (run.encoded ? coding : 0), model + sampling + coding),
  }
}
