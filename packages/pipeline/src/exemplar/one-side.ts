import type { Audio } from '@sigmastream/audio'
import type { Latent } from '@sigmastream/core'
import type { Codec } from '@sigmastream/model-exemplar'
import { encodeSound, goingOn, hopOf, trustIn } from './trust.js'

/** How far it is looked ahead at most, in seconds. */
const horizonSeconds = 0.3

/** Frames to each side of a gap that are encoded with it. */
export const sideFrames = 8

/** What a side of a gap tells of some frames of it: what it expects there, and how far it can be trusted. */
export interface SideView {
  readonly expected: Latent
  /** The gain and what is left open, of a channel so many samples away from the side. */
  readonly trustAt: (channel: number, away: number) => { readonly gain: number; readonly open: number }
}

const nothingTold = { gain: 0, open: 1 }

/** How a sound goes on over a gap of so many samples, which `fill` puts what is told into; null where it cannot be told. */
export const viewOf = (codec: Codec, past: Audio, length: number, fill: (told: Audio) => Audio): SideView | null => {
  const hop = hopOf(codec)
  const count = Math.min(length, Math.round(horizonSeconds * past.sampleRate))
  const trust = trustIn(codec, past, count)
  if (trust === null) return null
  const expected = encodeSound(codec, fill(goingOn(past, count)))
  const [, channels] = expected.shape
  return {
    expected,
    trustAt: (channel, away) => {
      const [frame, most] = [Math.max(0, Math.round(away / hop)), trust.frames - 1]
      // a gap that is longer than what is told of it is told less and less of, up to there
      const told = count === length ? 1 : Math.min(1, Math.max(0, (4 * (count - away)) / count))
      if (told === 0) return nothingTold
      const at = Math.min(most, frame) * channels + channel // inside [frames][channels]
      return { gain: told * trust.gain[at]!, open: 1 - told * told * (1 - trust.open[at]!) }
    },
  }
}

/** What a gap is told of from one side, element by element: `[frames][channels]`. */
export interface SideTale {
  /** What linear prediction tells, and by what it is to be multiplied. */
  readonly told: Float64Array
  readonly gain: Float64Array
  readonly open: Float64Array
}

/** What a side tells of the frames of a gap, which begin so many samples away from it; nothing where there is no view. */
export const toldOf = (
  view: SideView | null,
  frames: number,
  channels: number,
  awayOf: (frame: number) => number,
): SideTale => {
  const [told, gain] = [new Float64Array(frames * channels), new Float64Array(frames * channels)]
  const open = new Float64Array(frames * channels).fill(1)
  if (view === null) return { told, gain, open }
  const { expected, trustAt } = view
  const [, , all] = expected.shape
  for (let frame = 0; frame < frames; frame++)
    for (let channel = 0; channel < channels; channel++) {
      const trust = trustAt(channel, awayOf(frame))
      // the frames of the gap begin behind those of its side
      told[frame * channels + channel] = expected.data[channel * all + sideFrames + frame]!
      gain[frame * channels + channel] = trust.gain
      open[frame * channels + channel] = trust.open
    }
  return { told, gain, open }
}
