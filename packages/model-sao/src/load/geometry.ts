import { nearestCount } from '@sigmastream/core'
import type { SoundConfig } from '../checkpoint/sound-config.js'

/** What the latents and the sound of a model measure. */
export interface Geometry {
  /** Hz. */
  readonly sampleRate: number
  readonly audioChannels: number
  readonly latentChannels: number
  /** Samples of one latent frame. */
  readonly frameSamples: number
  /** Frames of the longest sound that the model was made for. */
  readonly maxFrames: number
  /** Frames a second. */
  readonly frameRate: number
}

/** The geometry that a configuration tells of. */
export const geometryOf = (config: SoundConfig): Geometry => {
  const { sampleRate, sampleSize, audioChannels, latentChannels, frameSamples } = config
  const maxFrames = Math.max(1, Math.floor(sampleSize / frameSamples))
  return { sampleRate, audioChannels, latentChannels, frameSamples, maxFrames, frameRate: sampleRate / frameSamples }
}

/**
 * The latent frames that cover so many seconds: at least 1, at most `maxFrames`. The reference always computes
 * `maxFrames` and cuts the sound; to compute what is asked costs a share of that.
 */
export const framesCovering = ({ sampleRate, frameSamples, maxFrames }: Geometry, seconds: number): number =>
  // Whole samples first: 47.554 s times 44100, divided by 2048, is 1024.0000000000001.
  Math.min(maxFrames, Math.max(1, Math.ceil(nearestCount(seconds, sampleRate) / frameSamples)))
