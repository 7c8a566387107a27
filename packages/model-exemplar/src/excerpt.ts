import type { FrameRange, Region } from '@sigmastream/core'
import { hopFor, mostFrames } from './sizes.js'

/** What is worked on, and what for: regions and the window in seconds, `shifts` as of `Codec.exemplars`. */
export interface ExcerptRequest {
  readonly sampleRate: number
  /** Samples of each channel of the recording. */
  readonly samples: number
  /** What is made anew; none where the recording is only learnt from. */
  readonly gaps: readonly Region[]
  readonly shifts: number
  readonly window: number
  /** Whether it is learnt from, and of how many recordings it is one; 0 where others are learnt from. */
  readonly learntWith: number
}

const sizeOf = (ranges: readonly FrameRange[]): number => ranges.reduce((sum, { start, end }) => sum + end - start, 0)

/** The ranges widened by `by` to each side, inside 0 to `length`, in order, those that meet made one. */
const widened = (ranges: readonly FrameRange[], by: number, length: number): readonly FrameRange[] =>
  ranges
    .map(({ start, end }) => ({ start: Math.max(0, start - by), end: Math.min(length, end + by) }))
    .toSorted((a, b) => a.start - b.start)
    .reduce<readonly FrameRange[]>((merged, next) => {
      const last = merged.at(-1)
      return last !== undefined && next.start <= last.end
        ? [...merged.slice(0, -1), { start: last.start, end: Math.max(last.end, next.end) }]
        : [...merged, next]
    }, [])

/** The largest whole number from `least` to `most` that `fits`, which falls once; `least` where none does. */
const largest = (least: number, most: number, fits: (value: number) => boolean): number => {
  if (least >= most || fits(most)) return Math.max(least, most)
  const middle = Math.ceil((least + most) / 2)
  return middle < most && fits(middle) ? largest(middle, most - 1, fits) : largest(least, middle - 1, fits)
}

/**
 * The stretches of a recording, in samples and in order, that the model needs of it: its length decides nothing. What is
 * no longer than what is learnt is taken whole. Around a gap they reach half of what is learnt to each side; around
 * several the same is shared among them, but never less than the surroundings that alignments are compared with. They
 * begin on a frame of the whole recording, and a frame more than is needed is taken at each end, so that what is learnt
 * is the same as of the whole. Of a recording that is only learnt from: its middle.
 */
export const excerptOf = (request: ExcerptRequest): readonly FrameRange[] => {
  const { sampleRate, samples, gaps, shifts, window, learntWith } = request
  const hop = hopFor(sampleRate)
  const most = Math.floor(mostFrames / (shifts * Math.max(1, learntWith))) * hop
  if (samples <= most) return [{ start: 0, end: samples }]
  const middle = Math.floor(samples / 2)
  const asked = gaps.map(({ from, to }) => ({ start: Math.floor(from * sampleRate), end: Math.ceil(to * sampleRate) }))
  const centres = asked.length === 0 ? [{ start: middle, end: samples - middle }] : asked
  const inside = sizeOf(widened(centres, 0, samples))
  // the surroundings of two windows, and what smooths and overlaps them
  const reach = asked.length === 0 ? 0 : 2 * Math.max(1, Math.round((window * sampleRate) / hop)) + 2
  const side =
    learntWith === 0
      ? reach
      : largest(
          reach,
          Math.floor(most / hop / 2),
          (hops) => sizeOf(widened(centres, hops * hop, samples)) - inside <= most,
        )
  const onFrame = (start: number): number => (asked.length === 0 ? start : Math.floor(start / hop) * hop)
  return widened(
    widened(centres, (side + 1) * hop, samples).map(({ start, end }) => ({ start: onFrame(start), end })),
    0,
    samples,
  )
}
