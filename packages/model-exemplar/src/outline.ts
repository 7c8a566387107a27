import type { FrameRange } from '@sigmastream/core'
import type { Sound } from './clips.js'
import { columnMeans, envelopeOf, octaveBands, subtractMeans } from './envelope.js'
import { comparedFrames, distance, frameRows, type WeightedFrame } from './likeness.js'
import { mdct } from './mdct.js'
import { hopFor } from './sizes.js'

/** How loud each of some twenty bands of a recording is in each frame, all channels together: `[frames][bands]`. */
export interface Outline {
  readonly frames: number
  readonly width: number
  readonly values: Float32Array
}

/** A place that what is around a gap is like: where the gap would begin, in frames, and how far it is from that. */
export interface SimilarPlace {
  readonly at: number
  /** The frames of the gap that are filled from there. */
  readonly filled: FrameRange
  readonly distance: number
}

/** Rows at each end of a stretch that would be others with more of the sound around it. */
export const rowsAtEnds = 2

/** The rows of the outline of a stretch of sound that are asked for. */
export const outlineOf = ({ sampleRate, channels }: Sound, rows: FrameRange): Outline => {
  const transform = mdct(hopFor(sampleRate))
  const bands = octaveBands(transform.bands, 0)
  const values = new Float32Array((rows.end - rows.start) * bands.length)
  for (const samples of channels) {
    const coefficients = transform.forward(samples)
    const all = { start: 0, end: coefficients.length / transform.bands }
    const own = envelopeOf(coefficients, transform.bands, [all], bands)
    values.forEach((value, i) => (values[i] = value + own[rows.start * bands.length + i]!)) // the rows are there
  }
  return { frames: rows.end - rows.start, width: bands.length, values }
}

/** Outlines that follow on each other as one. */
export const joinOutlines = (parts: readonly Outline[]): Outline => {
  const frames = parts.reduce((sum, part) => sum + part.frames, 0)
  const width = parts[0]?.width ?? 0
  const values = new Float32Array(frames * width)
  parts.reduce((at, part) => (values.set(part.values, at * width), at + part.frames), 0)
  return { frames, width, values }
}

/** The frames around a gap that are compared, and how much each counts: less, the farther it is from the gap. */
const contextOf = (
  { start, end }: FrameRange,
  reach: number,
  sides: readonly ('before' | 'after')[],
  unknown: readonly FrameRange[],
  frames: number,
): readonly WeightedFrame[] => {
  const decay = Math.max(8, end - start)
  const before = sides.includes('before') ? Array.from({ length: reach }, (_, i) => start - reach + i) : []
  const after = sides.includes('after') ? Array.from({ length: reach }, (_, i) => end + i) : []
  return [...before, ...after]
    .filter((frame) => frame >= 0 && frame < frames && unknown.every((one) => frame < one.start || frame >= one.end))
    .map((frame) => ({
      frame,
      weight: Math.exp(-(frame < start ? start - 1 - frame : frame - end) / decay),
    }))
}

/** The places in order of likeness, none within a quarter of `reach` of a better one. */
const distinct = (places: readonly SimilarPlace[], reach: number, count: number): readonly SimilarPlace[] =>
  places
    .toSorted((a, b) => a.distance - b.distance)
    .reduce<readonly SimilarPlace[]>(
      (kept, one) =>
        kept.length >= count || kept.some(({ at }) => Math.abs(at - one.at) < reach / 4) ? kept : [...kept, one],
      [],
    )

/**
 * The places of a recording that are most like what surrounds a gap of it, the likest first: those that fit it on both
 * sides, then those that its first half could go on from, then those that its second half could lead on from, in turn.
 * Compared are the outlines within `reach` frames to each side; nothing inside `unknown` is read, and no place has
 * anything of it within its reach.
 */
export const similarPlaces = (
  outline: Outline,
  gap: FrameRange,
  unknown: readonly FrameRange[],
  { reach, count }: { readonly reach: number; readonly count: number },
): readonly SimilarPlace[] => {
  const { frames, width, values } = outline
  const centred = frameRows(subtractMeans(values, columnMeans(values, width)), width)
  const middle = Math.floor((gap.start + gap.end) / 2)
  const ways = [
    { filled: gap, sides: ['before', 'after'] },
    { filled: { start: gap.start, end: middle }, sides: ['before'] },
    { filled: { start: middle, end: gap.end }, sides: ['after'] },
  ] as const
  const each = ways.map(({ filled, sides }) => {
    const context = contextOf(gap, reach, sides, unknown, frames)
    const length = filled.end - filled.start
    const ats = Array.from({ length: Math.max(0, frames - length - 2 * reach + 1) }, (_, i) => reach + i).filter(
      (at) => length > 0 && unknown.every((one) => at + length + reach <= one.start || at - reach >= one.end),
    )
    const run = { start: 0, end: frames }
    const around = comparedFrames(centred, context)
    const found = ats.map((at): SimilarPlace => {
      const shift = at - filled.start
      return { at, filled, distance: distance(around, centred, shift, run) }
    })
    return distinct(found, reach, count)
  })
  return Array.from({ length: count }, (_, i) => each.flatMap((places) => places[i] ?? [])).flat()
}
