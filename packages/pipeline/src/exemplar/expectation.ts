import { type Audio, sampleCount } from '@sigmastream/audio'
import { build, type FrameRange, type Latent, type Region } from '@sigmastream/core'
import type { Codec, Expectation } from '@sigmastream/model-exemplar'
import { stretchOf } from '../samples.js'
import { encoded, goingOn, hopOf, nearby, trustIn } from './trust.js'

/** How far it is looked ahead at most, in seconds, and how much of each side tells how far that can be trusted. */
const horizonSeconds = 0.3
const pastSeconds = 1

/** By how much what is told may be less loud than the surroundings, as a power: 2 dB, which frames of a held tone differ by. */
const tolerance = 1.6

/** Frames to each side of a gap that are encoded with it, and how many of these tell how loud it is there. */
const sideFrames = 8
const loudFrames = 5

const reversed = ({ sampleRate, channels }: Audio): Audio => ({
  sampleRate,
  channels: channels.map((samples) => samples.slice().toReversed()),
})

/** What a side of a gap tells of some frames of it: what it expects there, and how far it can be trusted. */
interface SideView {
  readonly expected: Latent
  /** The gain and what is left open, of a channel so many samples away from the side. */
  readonly trustAt: (channel: number, away: number) => { readonly gain: number; readonly open: number }
}

const untold = { gain: 0, open: 1 }

/** How the sound goes on over a gap of it, `crop` of which is encoded; null where it cannot be told. */
const viewOf = (codec: Codec, past: Audio, length: number, fill: (told: Audio) => Audio): SideView | null => {
  const hop = hopOf(codec)
  const count = Math.min(length, Math.round(horizonSeconds * past.sampleRate))
  const trust = trustIn(codec, past, count)
  if (trust === null) return null
  const expected = encoded(codec, fill(goingOn(past, count)))
  const [, channels] = expected.shape
  return {
    expected,
    trustAt: (channel, away) => {
      const [frame, most] = [Math.max(0, Math.round(away / hop)), trust.frames - 1]
      // a gap that is longer than what is told of it is told less and less of, up to there
      const told = count === length ? 1 : Math.min(1, Math.max(0, (4 * (count - away)) / count))
      if (told === 0) return untold
      const at = Math.min(most, frame) * channels + channel // inside [frames][channels]
      return { gain: told * trust.gain[at]!, open: 1 - told * told * (1 - trust.open[at]!) }
    },
  }
}

/** A gap and what is known to each side of it, as samples of a sound. */
interface KnownGap extends FrameRange {
  /** The first sample known before it in a row, and the last behind it. */
  readonly since: number
  readonly until: number
}

/** The gaps of a sound in order, those that meet made one, with what is known around each; `breaks` cut what is known. */
const knownGaps = (gaps: readonly FrameRange[], breaks: readonly number[], samples: number): readonly KnownGap[] => {
  const merged = gaps
    .map(({ start, end }) => ({ start: Math.max(0, start), end: Math.min(samples, end) }))
    .toSorted((a, b) => a.start - b.start)
    .reduce<readonly FrameRange[]>((before, next) => {
      const last = before.at(-1)
      return last !== undefined && next.start <= last.end
        ? [...before.slice(0, -1), { start: last.start, end: Math.max(last.end, next.end) }]
        : [...before, next]
    }, [])
  return merged.map(({ start, end }) => ({
    start,
    end,
    since: Math.max(
      0,
      ...breaks.filter((at) => at <= start),
      ...merged.map((one) => one.end).filter((at) => at <= start),
    ),
    until: Math.min(
      samples,
      ...breaks.filter((at) => at >= end),
      ...merged.map((one) => one.start).filter((at) => at >= end),
    ),
  }))
}

/** What a gap is told of from one side, element by element: `[frames][channels]`. */
interface Told {
  /** What linear prediction tells, and by what it is to be multiplied. */
  readonly told: Float64Array
  readonly gain: Float64Array
  readonly open: Float64Array
}

/** What a gap is told of: see `Expectation`. */
interface Expected {
  readonly mean: Float64Array
  readonly doubt: Float64Array
  readonly open: Float64Array
}

/** Up to how long a gap is gone over by prediction as it is, in seconds: no trial tells more of so short a time. */
const shortSeconds = 0.06

const toldOf = (view: SideView | null, frames: number, channels: number, awayOf: (frame: number) => number): Told => {
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

/** How loud each channel of some frames of a latent is: its mean square; null where there are none. */
const powersOf = ({ shape: [, channels, frames], data }: Latent, start: number, end: number): Float64Array | null =>
  start < 0 || end > frames || start >= end
    ? null
    : Float64Array.from({ length: channels }, (_, channel) => {
        const own = data.slice(channel * frames + start, channel * frames + end)
        return own.reduce((sum, value) => sum + value * value, 0) / own.length
      })

/**
 * Both sides in one: two independent estimates of a value, or, over a short gap, each faded into the other as it is.
 * Where they differ by more than they leave open, both are doubted: something has changed in the gap. What they tell less
 * loudly than it is around the gap is left open.
 */
const together = (
  before: Told,
  after: Told,
  loud: Float64Array,
  {
    frames,
    channels,
    bands,
    isShort,
  }: Readonly<Record<'frames' | 'channels' | 'bands', number>> & { readonly isShort: boolean },
): Expected => {
  const near = (of: (i: number) => number): Float64Array =>
    nearby(
      Float64Array.from({ length: frames * channels }, (_, i) => of(i)),
      frames,
      channels,
      bands,
    )
  const around = near((i) => loud[i]!).map((value) => Math.max(1e-30, value))
  // all have frames * channels elements
  const calibrated = ({ told, gain }: Told): Float64Array => told.map((value, i) => value * gain[i]!)
  const [a, b] = [calibrated(before), calibrated(after)]
  const apart = near((i) => (a[i]! - b[i]!) ** 2)
  const excess = apart.map((value, i) => Math.max(1, value / ((before.open[i]! + after.open[i]!) * around[i]!)))
  const open = (of: Told): Float64Array => of.open.map((value, i) => Math.min(1, value * excess[i]!))
  const [first, second] = [open(before), open(after)]
  const doubt = first.map((value, i) => 1 / (1 / value + 1 / second[i]! - 1))
  const fade = (i: number): number => 0.5 + 0.5 * Math.cos((Math.PI * (Math.floor(i / channels) + 0.5)) / frames)
  const mean = isShort
    ? doubt.map((_, i) => fade(i) * before.told[i]! + (1 - fade(i)) * after.told[i]!)
    : doubt.map((value, i) => value * (a[i]! / first[i]! + b[i]! / second[i]!))
  const told = near((i) => mean[i]! ** 2)
  const silent = told.map((value, i) => Math.max(0, 1 - (tolerance * value) / around[i]!))
  return { mean, doubt, open: isShort ? silent : doubt.map((value, i) => Math.max(value, silent[i]!)) }
}

/** What is expected in one gap, in frames from `first` on. */
const expectedIn = (
  codec: Codec,
  audio: Audio,
  { start, end, since, until }: KnownGap,
): { readonly first: number; readonly frames: number; readonly told: Expected } => {
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
  const future = reversed(stretchOf(audio, end, Math.min(until, end + most)))
  const views = [
    viewOf(codec, past, length, (told) => filledWith(start, told)),
    viewOf(codec, future, length, (told) => filledWith(end - sampleCount(told), reversed(told))),
  ] as const
  const known = encoded(codec, filledWith(start, null))
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
