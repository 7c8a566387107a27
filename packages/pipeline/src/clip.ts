import { type Audio, peakOf, type SoundInfo, type SoundShape, sampleCount } from '@sigmastream/audio'
import type { Latent } from '@sigmastream/core'
import type { AutoencoderIdentity } from '@sigmastream/model-sao'
import { badRecipe, type RenderError } from './errors.js'
import type { Excerpt } from './excerpt.js'
import { field, words } from './words.js'

/**
 * Sound. `name` is the path of its file, or what it is called in messages; `hash` the SHA-256 of the file, if any.
 * Where a model has asked for an excerpt alone, `audio` is that.
 */
export interface SoundClip {
  readonly _tag: 'Sound'
  readonly name: string
  readonly hash: string | null
  readonly audio: Audio
  /** What its file says beside; `null` of sound in memory. */
  readonly info: SoundInfo | null
  readonly excerpt?: Excerpt
}

/**
 * Latents, and the shape that they have in their file. `tensor` is which of several there, `origin` whose they are, where
 * that is known.
 */
export interface LatentsClip {
  readonly _tag: 'Latents'
  readonly name: string
  readonly hash: string | null
  readonly latent: Latent
  readonly storedShape: readonly number[]
  readonly tensor: string | null
  readonly origin: AutoencoderIdentity | null
}

/** What a recipe works on, or what a model learns from. */
export type Clip = SoundClip | LatentsClip

/** Sound that is in memory. */
export const soundClip = (audio: Audio, name = 'the clip', info: SoundInfo | null = null): SoundClip => ({
  _tag: 'Sound',
  name,
  hash: null,
  audio,
  info,
})

/** How much sound a clip is of: all of its recording, where it is an excerpt. */
export const shapeOf = ({ audio, excerpt }: SoundClip): SoundShape => ({
  sampleRate: audio.sampleRate,
  channels: audio.channels.length,
  frames: excerpt?.of ?? sampleCount(audio),
})

/** Latents `[batch, channels, frames]` that are in memory. */
export const latentsClip = (of: Latent, name = 'the clip'): LatentsClip => ({
  _tag: 'Latents',
  name,
  hash: null,
  latent: of,
  storedShape: of.shape,
  tensor: null,
  origin: null,
})

/** Whether every value of a clip is finite: files are looked at when they are read, and what is in memory is not. */
export const isFinite = (clip: Clip): boolean =>
  clip._tag === 'Sound'
    ? Number.isFinite(peakOf(clip.audio))
    : clip.latent.data.slice().every((value) => Number.isFinite(value))

/** The refusal of a clip, given as this field, that is not finite. */
export const notFinite = (of: 'clip' | 'exemplars', { name }: Clip): RenderError =>
  badRecipe(of, words`${field(of)}: ${name} is not finite`, ['give one whose values are all finite'])
