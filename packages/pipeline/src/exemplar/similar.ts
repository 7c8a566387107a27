import { type Audio, sampleCount } from '@sigmastream/audio'
import type { FrameRange, ReadonlyF32 } from '@sigmastream/core'

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

const mixOf = ({ channels }: Audio): Float32Array =>
  Float32Array.from(channels[0] ?? [], (_, i) => channels.reduce((sum, samples) => sum + samples[i]!, 0)) // all of one length

/** The mean of each `by` samples. */
const coarser = (samples: Float32Array, by: number): Float32Array =>
  Float32Array.from({ length: Math.floor(samples.length / by) }, (_, i) => {
    let sum = 0
    for (let j = i * by; j < (i + 1) * by; j++) sum += samples[j]!
    return sum / by
  })

/** The stretch from `start` on, compared with that at each of the lags from `first` to `last`; outside is silence. */
const likenessOf = (samples: ReadonlyF32, { start, end }: FrameRange, first: number, last: number): Likeness => {
  const own = samples.slice(Math.max(0, start), Math.max(0, end))
  const from = Math.max(0, start)
  const [common, energy] = [new Float64Array(last - first + 1), new Float64Array(last - first + 1)]
  for (let lag = first; lag <= last; lag++) {
    let [product, square] = [0, 0]
    const low = Math.max(0, -(from + lag))
    const high = Math.min(own.length, samples.length - from - lag)
    // from + lag + i is inside the samples
    for (let i = low; i < high; i++) {
      const there = samples[from + lag + i]!
      product += own[i]! * there
      square += there * there
    }
    common[lag - first] = product
    energy[lag - first] = square
  }
  return { common, energy, own: own.reduce((sum, value) => sum + value * value, 0) }
}

/** The lag of those allowed at which sides correlate most; `null` where they do nowhere. */
const bestLag = (sides: readonly Likeness[], first: number, isAllowed: (lag: number) => boolean): number | null => {
  const own = sides.reduce((sum, side) => sum + side.own, 0)
  const count = sides[0]?.common.length ?? 0
  let best: { readonly lag: number; readonly alike: number } | null = null
  for (let i = 0; i < count; i++) {
    // all sides have a value for each lag
    const [common, energy] = sides.reduce(([c, e], side) => [c + side.common[i]!, e + side.energy[i]!], [0, 0])
    const alike = common / Math.sqrt(own * energy || 1)
    if (alike > (best?.alike ?? 0) && isAllowed(first + i)) best = { lag: first + i, alike }
  }
  return best === null ? null : best.lag
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
    const isKnown = (lag: number): boolean => {
      const [first, last] = [all.start + lag, all.end + lag]
      return first >= 0 && last <= length && unknown.every((one) => last <= one.start || first >= one.end)
    }
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
