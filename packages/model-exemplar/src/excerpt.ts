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
  /**
   * Stretches in samples that are most worth learning, the best first, if that is known: as many of them as there is
   * room for beside the nearest of the gaps.
   */
  readonly places?: readonly FrameRange[]
}

const sizeOf = (ranges: readonly FrameRange[]): number => ranges.reduce((sum, { start, end }) => sum + end - start, 0)

/** The ranges widened by `by` to each side, inside 0 to `length`, in order, those that meet made one. */
const widen = (ranges: readonly FrameRange[], by: number, length: number): readonly FrameRange[] =>
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

/** Frames to each side of a gap that alignments are compared with: two windows, and what smooths and overlaps them. */
const reachOf = ({ sampleRate, window }: Pick<ExcerptRequest, 'sampleRate' | 'window'>): number =>
  2 * Math.max(1, Math.round((window * sampleRate) / hopFor(sampleRate))) + 2

const samplesOf = (gaps: readonly Region[], sampleRate: number): readonly FrameRange[] =>
  gaps.map(({ from, to }) => ({ start: Math.floor(from * sampleRate), end: Math.ceil(to * sampleRate) }))

/** Ranges widened by so many frames and one more, from a frame on. */
const onFrames = (
  ranges: readonly FrameRange[],
  side: number,
  { sampleRate, samples }: Pick<ExcerptRequest, 'sampleRate' | 'samples'>,
): readonly FrameRange[] => {
  const hop = hopFor(sampleRate)
  return widen(
    widen(ranges, (side + 1) * hop, samples).map(({ start, end }) => ({ start: Math.floor(start / hop) * hop, end })),
    0,
    samples,
  )
}

/**
 * The stretches that are made anew and compared: gaps with the surroundings that alignments are compared with, in
 * samples and in order, each from a frame on.
 */
export const surroundingsOf = (
  request: Pick<ExcerptRequest, 'sampleRate' | 'samples' | 'gaps' | 'window'>,
): readonly FrameRange[] => onFrames(samplesOf(request.gaps, request.sampleRate), reachOf(request), request)

/**
 * The stretches of a recording, in samples and in order, that the model needs of it: its length decides nothing. What
 * is no longer than what is learnt is taken whole. Around a gap they reach half of what is learnt to each side; around
 * several the same is shared among them, but never less than the surroundings that alignments are compared with. They
 * begin on a frame of the whole recording, and a frame more than is needed is taken at each end, so that what is learnt
 * is the same as of the whole. Where `places` are known, what is nearest takes a third, and they the rest. Of a
 * recording that is only learnt from: its middle.
 */
export const excerptOf = (request: ExcerptRequest): readonly FrameRange[] => {
  const { sampleRate, samples, gaps, shifts, learntWith, places = [] } = request
  const hop = hopFor(sampleRate)
  const most = Math.floor(mostFrames / (shifts * Math.max(1, learntWith))) * hop
  if (samples <= most) return [{ start: 0, end: samples }]
  if (gaps.length === 0) {
    const middle = Math.floor(samples / 2)
    return widen([{ start: middle, end: samples - middle }], most / 2 + hop, samples)
  }
  if (learntWith === 0) return surroundingsOf(request)
  const asked = samplesOf(gaps, sampleRate)
  const inside = sizeOf(widen(asked, 0, samples))
  const room = places.length === 0 ? most : most / 3
  const fits = (hops: number): boolean => sizeOf(widen(asked, hops * hop, samples)) - inside <= room
  const near = onFrames(asked, largest(reachOf(request), Math.floor(most / hop / 2), fits), request)
  return places.reduce<readonly FrameRange[]>((learnt, place) => {
    const more = widen([...learnt, ...onFrames([place], 0, request)], 0, samples)
    return sizeOf(more) <= most ? more : learnt
  }, near)
}
