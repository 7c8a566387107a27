import type { FrameRange } from '@sigmastream/core'
import { profiles, type StableAudio } from '@sigmastream/model-sao'
import { showNumber } from '../words.js'
import type { StableAudioRecipe } from './recipe.js'

/** How long the latents of a run are, in frames. */
export interface RunLength {
  /** Of the latents themselves. */
  readonly frames: number
  /** For which noise is drawn, before it is cut: as many as the reference has. */
  readonly drawn: number
  /** How many of them are sound, where the others are there all the same. */
  readonly valid: number | null
  /** That cover the sound, without what is behind its end. */
  readonly covering: number
  /** Whether `headroom` and `padding` have a say: whether it ends inside of a window of a model that makes room there. */
  readonly hasRoom: boolean
}

/** Of what has no end, a loop or the middle of a recording, and of latents that are there: so many frames. */
export const lengthOfLatents = (frames: number): RunLength => ({
  frames,
  drawn: frames,
  valid: null,
  covering: frames,
  hasRoom: false,
})

/** What a length depends on. */
type LengthFields = Pick<StableAudioRecipe, 'profile' | 'fullWindow' | 'headroom' | 'padding'>

/**
 * How long a run is that makes so many samples of a sound of `seconds`, which end with it if it `ends`. Behind its end
 * come so many seconds of headroom, as far as the model's window has room for them, and in the reference what fills up
 * whole frames to a whole multiple of them. That is left out, for what the reference computes on a GPU is the run without
 * it; or it is there and padding, as on a CPU. Of what has no end, or fills a window or more, there is nothing behind.
 * A profile that fills nothing up makes the frames that cover the sound and its headroom, all of which are sound.
 * Source: stable-audio-3 `model.py` `_adapt_sample_size`, `inference/sampling.py` `sample_diffusion`; diffusers
 * `StableAudio3Pipeline.__call__`.
 */
export const runLength = (
  {
    geometry: { sampleRate, frameSamples, maxFrames },
    traits: { family, frameMultiple },
  }: Pick<StableAudio, 'geometry' | 'traits'>,
  { profile, fullWindow, headroom = 0, padding }: LengthFields,
  { seconds, samples, ends }: { readonly seconds: number; readonly samples: number; readonly ends: boolean },
): RunLength => {
  const covering = Math.max(1, Math.ceil(samples / frameSamples))
  const least = Math.max(fullWindow ? maxFrames : 1, covering)
  if (family !== 'stable-audio-3') return lengthOfLatents(least)
  if (covering >= maxFrames || fullWindow || !ends) return { ...lengthOfLatents(least), covering }
  // The reference's own products of doubles: what it cuts to a whole number is not to be rounded before.
  const whole = Math.ceil(Math.floor((seconds + headroom) * sampleRate) / frameSamples)
  const { roundsFramesUp } = profiles[profile]
  const multiple = roundsFramesUp ? frameMultiple : 1
  const most = Math.min(maxFrames, Math.ceil(whole / multiple) * multiple)
  const drawn = Math.max(covering, most)
  const valid = roundsFramesUp ? Math.min(drawn, covering + Math.floor((headroom * sampleRate) / frameSamples)) : drawn
  return padding === 'counted' && valid < drawn
    ? { frames: drawn, drawn, valid, covering, hasRoom: true }
    : { frames: valid, drawn, valid: null, covering, hasRoom: true }
}

/** The frames behind the end of a sound: a part of what is made anew, wherever something is. */
export const framesBehind = ({ covering, frames }: RunLength): readonly FrameRange[] =>
  covering < frames ? [{ start: covering, end: frames }] : []

/** What is made behind the end, for people. */
export const lengthRemarks = (
  { geometry: { frameRate } }: Pick<StableAudio, 'geometry'>,
  { covering, frames }: RunLength,
): readonly string[] =>
  covering < frames
    ? [
        `${showNumber(Number(((frames - covering) / frameRate).toPrecision(3)))} s behind the end are made as well and cut off`,
      ]
    : []
