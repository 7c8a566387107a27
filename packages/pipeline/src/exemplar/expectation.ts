import { type Audio, sampleCount } from '@sigmastream/audio'
import { build, type FrameRange, type Latent, type Region } from '@sigmastream/core'
import type { Codec, Expectation } from '@sigmastream/model-exemplar'
import { stretchOf } from '../samples.js'
import { type GapExpectation, together } from './both-sides.js'
import { type KnownGap, knownGaps } from './known-gaps.js'
import { sideFrames, toldOf, viewOf } from './one-side.js'
import { encodeSound, hopOf } from './trust.js'

/** How much of each side tells how far it can be trusted, in seconds. */
const pastSeconds = 1

/** How many frames to each side of a gap tell how loud it is there. */
const loudFrames = 5

/** Up to how long a gap is gone over by prediction as it is, in seconds: no trial tells more of so short a time. */
const shortSeconds = 0.06

const reverse = ({ sampleRate, channels }: Audio): Audio => ({
  sampleRate,
  channels: channels.map((samples) => samples.slice().toReversed()),
})

/** What the mean of the roots of the amplitudes of noise, to the power of 4, is of its power: (2^(1/4) gamma(3/4) / pi^(1/2))^4. */
const ofNoise = 0.457

/**
 * How loud each channel of some frames of a latent is, as a power: their mean, or that of noise whose loudness is on
 * average theirs where that is less, so that a pause is one though a word ends in it; null where there are none.
 */
const powersOf = ({ shape: [, channels, frames], data }: Latent, start: number, end: number): Float64Array | null => {
  if (start < 0 || end > frames || start >= end) return null
  return Float64Array.from({ length: channels }, (_, channel) => {
    let power = 0
    let loud = 0
    for (let frame = start; frame < end; frame++) {
      const value = data[channel * frames + frame]! // inside [channels][frames]
      power += value * value
      loud += Math.sqrt(Math.abs(value))
    }
    return Math.min(power / (end - start), (loud / (end - start)) ** 4 / ofNoise)
  })
}

/** What is expected in one gap, in frames from `first` on. */
const expectedIn = (
  codec: Codec,
  audio: Audio,
  { start, end, since, until }: KnownGap,
): { readonly first: number; readonly frames: number; readonly told: GapExpectation } => {
  const { sampleRate } = audio
  const hop = hopOf(codec)
  const { start: first, end: last } = codec.framesOf({ from: start / sampleRate, to: end / sampleRate })
  const [frames, length] = [last - first, end - start]
  const origin = (first - sideFrames) * hop
  /** The neighbourhood, silence where the sound has ended, with what is told put in from one side of the gap. */
  const filledWith = (at: number, told: Audio | null): Audio => ({
    sampleRate,
    channels: audio.channels.map((samples, c) => {
      const out = new Float32Array((frames + 2 * sideFrames) * hop)
      const from = Math.max(0, origin)
      out.set(samples.slice(from, Math.min(samples.length, origin + out.length)), from - origin)
      out.fill(0, start - origin, end - origin)
      if (told !== null) out.set((told.channels[c] ?? []).slice(), at - origin)
      return out
    }),
  })
  const most = Math.round(pastSeconds * sampleRate)
  const past = stretchOf(audio, Math.max(since, start - most), start)
  const future = reverse(stretchOf(audio, end, Math.min(until, end + most)))
  const views = [
    viewOf(codec, past, length, (told) => filledWith(start, told)),
    viewOf(codec, future, length, (told) => filledWith(end - sampleCount(told), reverse(told))),
  ] as const
  const known = encodeSound(codec, filledWith(start, null))
  const [, channels] = known.shape
  const [low, high] = [
    start - since < sideFrames * hop ? null : powersOf(known, sideFrames - loudFrames, sideFrames),
    until - end < sideFrames * hop ? null : powersOf(known, sideFrames + frames, sideFrames + frames + loudFrames),
  ]
  const loud = Float64Array.from({ length: frames * channels }, (_, i) => {
    const [frame, channel] = [Math.floor(i / channels), i % channels]
    const [a, b] = [low ?? high, high ?? low]
    if (a === null || b === null) return 0
    const part = (frame + 0.5) / frames
    return Math.exp((1 - part) * Math.log(a[channel]! + 1e-30) + part * Math.log(b[channel]! + 1e-30)) // one for each channel
  })
  const before = toldOf(views[0], frames, channels, (frame) => (first + frame) * hop - start)
  const after = toldOf(views[1], frames, channels, (frame) => end - (first + frame) * hop)
  const isShort = length <= shortSeconds * sampleRate && views.every((view) => view !== null)
  return {
    first,
    frames,
    told: together(before, after, loud, { frames, channels, bands: codec.bandsOfChannel, isShort }),
  }
}

/**
 * What linear prediction expects in gaps of a sound, as its codec has it: each side is gone on with, as far as it could
 * have been told from earlier moments of it, and the two are weighted by what they leave open, band by band. A tone goes
 * on over a gap, noise is left open. Regions in seconds, `breaks` (where one stretch of an excerpt meets the next) too;
 * nothing inside the regions is read, and nothing outside of `frames` is expected.
 *
 * ```text
 * open = 1 / (1 / open_before + 1 / open_after - 1)
 * mean = open (gain_before told_before / open_before + gain_after told_after / open_after)
 * ```
 *
 * Source: two extrapolations, faded into each other, are Etter, "Restoration of a discrete-time signal segment by
 * interpolation based on the left-sided and right-sided autoregressive parameters" (1996); here the fade is that of two
 * independent estimates of one value.
 */
export const expectationOf = (
  codec: Codec,
  audio: Audio,
  regions: readonly Region[],
  breaks: readonly number[],
  frames: readonly FrameRange[],
): Expectation => {
  const { sampleRate } = audio
  const samples = sampleCount(audio)
  const shape = codec.shapeOf(samples)
  const [, channels, count] = shape
  const gaps = knownGaps(
    regions.map(({ from, to }) => ({ start: Math.floor(from * sampleRate), end: Math.ceil(to * sampleRate) })),
    breaks.map((at) => Math.round(at * sampleRate)),
    samples,
  )
  const mean = new Float32Array(channels * count)
  const [doubt, open] = [new Float32Array(channels * count).fill(1), new Float32Array(channels * count).fill(1)]
  for (const gap of gaps) {
    const { first, frames: length, told } = expectedIn(codec, audio, gap)
    for (const { start, end } of frames)
      for (let frame = Math.max(start, first); frame < Math.min(end, first + length); frame++)
        for (let channel = 0; channel < channels; channel++) {
          // inside [channels][count], and inside [frames][channels] of what is told
          const [at, from] = [channel * count + frame, (frame - first) * channels + channel]
          mean[at] = told.mean[from]!
          doubt[at] = told.doubt[from]!
          open[at] = told.open[from]!
        }
  }
  const latentOf = (values: Float32Array): Latent => build(shape, (out) => out.set(values))
  return { mean: latentOf(mean), doubt: latentOf(doubt), open: latentOf(open) }
}
