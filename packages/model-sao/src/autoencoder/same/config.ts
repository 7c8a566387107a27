import { decodeConfig } from '@sigmastream/checkpoint'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../../checkpoint/errors.js'
import type { SoundGeometry } from '../sound-geometry.js'
import { checkGeometry } from './geometry.js'
import { type SameHalfJson, SameJson } from './json.js'
import { checkSupported } from './supported.js'

/** How many latent frames before and after its own a token sees in one block. */
interface WindowSight {
  readonly _tag: 'Window'
  readonly before: number
  readonly after: number
}

/** Tokens see those of their chunk of so many frames; `shifted`: half of the blocks cut half a chunk further on. */
interface ChunkSight {
  readonly _tag: 'Chunks'
  readonly frames: number
  readonly shifted: boolean
}

/** What a token of a SAME transformer sees. */
export type Sight = WindowSight | ChunkSight

/** One half of a SAME autoencoder: a transformer between patches and latents, and the mappings around it. */
export interface SameHalf {
  readonly width: number
  readonly depth: number
  /** Width of a head. */
  readonly headWidth: number
  /** Inner width of the feed-forward. */
  readonly innerWidth: number
  /** The last so many blocks have a sine for a gate; the others SiLU. */
  readonly sineBlocks: number
  readonly sight: Sight
  /** Patches that the mapping between samples and tokens reads: 1, or 3 with a neighbour on either side. */
  readonly mappingKernel: 1 | 3
  /** Whether one new token is stored for all, or one for each place in a group. */
  readonly oneNewToken: boolean
  /** What the reference scales the noise on new tokens by. */
  readonly tokenNoise: number
}

/**
 * A SAME autoencoder (of Stable Audio 3): sound is cut in patches, and a transformer makes one latent of `stride`
 * patches, or as many patches of a latent.
 */
export interface SameAutoencoder extends SoundGeometry {
  readonly _tag: 'Same'
  /** Samples of each channel in one patch. */
  readonly patchSamples: number
  /** Patches of one latent frame. */
  readonly stride: number
  /** What latents are divided by after encoding and multiplied by before decoding. */
  readonly scale: number
  /** What the reference scales the noise on latents by, of their standard deviation, before decoding. */
  readonly latentNoise: number
  /** Frames that the reference rounds the length of a sound up to. */
  readonly frameMultiple: number
  readonly encoder: SameHalf
  readonly decoder: SameHalf
}

const sightOf = (json: SameHalfJson, stride: number): Sight => {
  const { sliding_window: window, chunk_size: chunk = 128, chunk_midpoint_shift: shifted = false } = json
  return window === undefined || window === null
    ? { _tag: 'Chunks', frames: chunk / stride, shifted }
    : { _tag: 'Window', before: window[0], after: window[1] }
}

const halfOf = (json: SameHalfJson): SameHalf => {
  // One of each: `checkGeometry`.
  const [multiple = 1] = json.c_mults
  const [stride = 1] = json.strides
  const [depth = 1] = json.transformer_depths
  const [sine = 0] = json.sinusoidal_blocks ?? []
  const width = multiple * json.channels
  return {
    width,
    depth,
    headWidth: Math.min(json.dim_heads ?? 128, width),
    innerWidth: Math.trunc(width * (json.ff_mult ?? 3)),
    sineBlocks: Math.min(depth, Math.max(0, sine - 1)), // the block i from 0 on has one where depth - i < sine
    sight: sightOf(json, stride),
    mappingKernel: (json.conv_mapping ?? false) ? 3 : 1,
    oneNewToken: json.variable_stride ?? false,
    tokenNoise: json.mask_noise ?? 0,
  }
}

/** The noise of `SoftNormBottleneck.decode` where it is not trained. */
const LATENT_NOISE = 1e-3

/**
 * The JSON of a SAME autoencoder, found under `prefix` (`file` is for messages); `scale` stands beside it. Errors:
 * `BadConfig` names the key that is not of its form; `Unsupported` a key that asks for what no published SAME has, or
 * sizes that do not go together. Keys that only training reads, or that the reference does not read at all, are passed
 * over. Source: stable-audio-3 `models/autoencoders.py`, `TransformerResamplingBlock`, `SAMEEncoder`, `SAMEDecoder`, with
 * their defaults; `models/bottleneck.py`, `SoftNormBottleneck`.
 */
export const decodeSame = (
  file: string,
  prefix: string,
  autoencoder: unknown,
  scale: number,
): E.Either<CheckpointError, SameAutoencoder> =>
  pipe(
    checkSupported(prefix, autoencoder),
    E.flatMap((supported) => decodeConfig(SameJson, file, supported, prefix)),
    E.flatMap((json) => checkGeometry(prefix, json)),
    E.map((json): SameAutoencoder => {
      const { encoder, decoder, bottleneck, pretransform } = json
      const [stride = 1] = encoder.config.strides
      return {
        _tag: 'Same',
        audioChannels: json.io_channels,
        latentChannels: json.latent_dim,
        frameSamples: json.downsampling_ratio,
        patchSamples: pretransform.config.patch_size,
        stride,
        scale,
        latentNoise: (bottleneck.config.noise_regularize ?? false) ? LATENT_NOISE : 0,
        frameMultiple: Math.ceil((encoder.config.chunk_size ?? 32) / stride),
        encoder: halfOf(encoder.config),
        decoder: halfOf(decoder.config),
      }
    }),
  )
