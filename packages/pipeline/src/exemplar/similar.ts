import { type Audio, sampleCount } from '@sigmastream/audio'
import type { FrameRange, ReadonlyF32 } from '@sigmastream/core'
import { slidingProducts } from './sliding-products.js'

/** How much of each side of a gap is looked for elsewhere, in seconds. */
const comparedSeconds = 0.1

/** Samples a second, about, at which all places are compared; the best are compared at every sample. */
const coarseRate = 4000

/** What one side of a gap is like elsewhere: products with it, and energy, at each place. */
interface Likeness {
  readonly common: Float64Array
  readonly energy: Float64Array
  readonly own: number
}

/** The sum of the channels. */
const mixOf = (audio: Audio): Float32Array => {
  const out = new Float32Array(sampleCount(audio))
  for (let i = 0; i < out.length; i++) {
    let sum = 0
    for (const samples of audio.channels) sum += samples[i]! // all of one length
    out[i] = sum
  }
  return out
}

/** The mean of each `by` samples. */
const coarser = (samples: Float32Array, by: number): Float32Array => {
  const out = new Float32Array(Math.floor(samples.length / by))
  for (let i = 0; i < out.length; i++) {
    let sum = 0
    for (let j = i * by; j < (i + 1) * by; j++) sum += samples[j]! // inside the samples
    out[i] = sum / by
  }
  return out
}

/** A recording as one channel of few samples, each the mean of `by`. */
export interface RoughSound {
  readonly by: number
  readonly samples: Float32Array
}

/** Products of samples that a search of a whole recording takes, about: a quarter of a second, however long it is. */
const mostProducts = 2e8

/** How many samples of a recording are taken together where all of it is searched. */
export const coarsenessFor = (sampleRate: number, frames: number): number => {
  const rate = Math.min(coarseRate, Math.sqrt(mostProducts / ((2 * comparedSeconds * frames) / sampleRate)))
  return Math.max(1, Math.round(sampleRate / rate))
}

/** A part of a recording so coarse. */
export const roughOf = (audio: Audio, by: number): Float32Array => coarser(mixOf(audio), by)

/** The stretch from `start` on, compared with that at each of the lags from `first` to `last`; outside is silence. */
const likenessOf = (samples: ReadonlyF32, { start, end }: FrameRange, first: number, last: number): Likeness => {
  const own = samples.slice(Math.max(0, start), Math.max(0, end))
  const from = Math.max(0, start)
  const common = slidingProducts(own, samples, from + first, last - first + 1)
  const energy = new Float64Array(last - first + 1)
  const before = new Float64Array(samples.length + 1)
  for (let n = 0; n < samples.length; n++) before[n + 1] = before[n]! + samples[n]! * samples[n]!
  for (let lag = first; lag <= last; lag++) {
    const low = Math.max(0, -(from + lag))
    const high = Math.max(low, Math.min(own.length, samples.length - from - lag))
    // from + lag + low to high is inside the samples
    energy[lag - first] = low < high ? before[from + lag + high]! - before[from + lag + low]! : 0
  }
  return { common, energy, own: own.reduce((sum, value) => sum + value * value, 0) }
}

/** The lag of those allowed at which sides correlate most; `null` where they do nowhere. */
const bestLag = (sides: readonly Likeness[], first: number, isAllowed: (lag: number) => boolean): number | null => {
  const own = sides.reduce((sum, side) => sum + side.own, 0)
  const count = sides[0]?.common.length ?? 0
  let best: { readonly lag: number; readonly alike: number } | null = null
  for (let i = 0; i < count; i++) {
    let common = 0
    let energy = 0
    for (const side of sides) {
      common += side.common[i]! // all sides have a value for each lag
      energy += side.energy[i]!
    }
    const alike = common / Math.sqrt(own * energy || 1)
    if (alike > (best?.alike ?? 0) && isAllowed(first + i)) best = { lag: first + i, alike }
  }
  return best === null ? null : best.lag
}

/** Whether a place so many samples later is known, and nothing of it lies in what is not. */
const isKnownAt =
  ({ start, end }: FrameRange, unknown: readonly FrameRange[], length: number) =>
  (lag: number): boolean =>
    start + lag >= 0 && end + lag <= length && unknown.every((one) => end + lag <= one.start || start + lag >= one.end)

/**
 * By how many samples later (or, below 0, earlier) a whole recording is most like what surrounds a gap of it, about:
 * `null` where it is nowhere.
 */
export const similarLagIn = (
  { by, samples }: RoughSound,
  sampleRate: number,
  gap: FrameRange,
  unknown: readonly FrameRange[],
): number | null => {
  const side = Math.round((comparedSeconds * sampleRate) / by)
  const [start, end] = [Math.floor(gap.start / by), Math.ceil(gap.end / by)]
  const sides = [
    { start: start - side, end: start },
    { start: end, end: end + side },
  ].map((one) => likenessOf(samples, one, -start, samples.length - end))
  const isKnown = isKnownAt(
    { start: start - side, end: end + side },
    unknown.map((one) => ({ start: Math.floor(one.start / by), end: Math.ceil(one.end / by) })),
    samples.length,
  )
  const lag = bestLag(sides, -start, isKnown)
  return lag === null ? null : lag * by
}

/**
 * By how many samples later (or, below 0, earlier) a sound is most like what surrounds a gap of it: by what is before
 * the gap, by what is behind, and by both; to the sample. What lies in `unknown` is not compared with: a place where the
 * sides would fall into it is none.
 */
export const similarLags = (audio: Audio, gap: FrameRange, unknown: readonly FrameRange[]): readonly number[] => {
  const by = Math.max(1, Math.round(audio.sampleRate / coarseRate))
  const side = Math.round(comparedSeconds * audio.sampleRate)
  const samples = mixOf(audio)
  const rough = coarser(samples, by)
  const [before, after] = [
    { start: gap.start - side, end: gap.start },
    { start: gap.end, end: gap.end + side },
  ]
  // of what would fill the gap, as much is to be known as is compared
  const filled = Math.min(side, gap.end - gap.start)
  const ways = [
    { sides: [0], all: { start: before.start, end: gap.start + filled } },
    { sides: [1], all: { start: gap.end - filled, end: after.end } },
    { sides: [0, 1], all: { start: before.start, end: after.end } },
  ]
  const length = sampleCount(audio)
  const scaled = (scale: number, from: number, to: number, values: Float32Array): readonly Likeness[] =>
    [before, after].map(({ start, end }) =>
      likenessOf(values, { start: Math.round(start / scale), end: Math.round(end / scale) }, from, to),
    )
  const everywhere = scaled(by, -rough.length, rough.length, rough)
  return ways.flatMap(({ sides, all }) => {
    const isKnown = isKnownAt(all, unknown, length)
    const best = (each: readonly Likeness[], from: number, scale: number): number | null =>
      bestLag(
        sides.map((which) => each[which]!), // of two
        from,
        (lag) => isKnown(lag * scale),
      )
    const near = best(everywhere, -rough.length, by)
    if (near === null) return []
    const from = (near - 2) * by
    const exact = best(scaled(1, from, (near + 2) * by, samples), from, 1)
    return exact === null ? [] : [exact]
  })
}
