import { type FrameRange, type Latent, refuse, showShape } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { type Alignments, alignment, type Side } from './alignment.js'
import { type Band, evenBands } from './envelope.js'
import { type ExemplarError } from './errors.js'
import type { Expectation } from './expectation.js'
import { longestRun, type Patches } from './patches.js'
import { stretchesOutside } from './ranges.js'
import { stepsOf } from './steps.js'
import type { WindowRows } from './windows.js'

/** What is to be completed: a latent, and the frames of it that are not known. */
export interface Surroundings {
  /** `[batch, channels, frames]`; nothing inside the gaps is read. */
  readonly reference: Latent
  readonly gaps: readonly FrameRange[]
  /** Channels whose loudness is compared together; about twenty equal groups where it is not said. */
  readonly bands?: readonly Band[]
  /** What is expected inside the gaps whatever is learnt, asked for when the model is loaded; nothing where it is left out. */
  readonly expectation?: () => Expectation
  /** Frames to each side that alignments are compared with; two windows where it is not said. */
  readonly reach?: number
  /**
   * Whether a gap may be longer than anything that is learnt. It is then filled in steps, each half as long as that at
   * most, and aligned to what most likely stands in the one before it.
   */
  readonly inSteps?: boolean
}

/** A gap, and the stretch of frames around it in which windows are estimated. */
interface GapPlace {
  readonly gap: FrameRange
  readonly margin: number
  readonly stretch: FrameRange
}

const sizeOf = ({ start, end }: FrameRange): number => end - start

/** The gaps in order, those that touch made one. */
const mergeGaps = (gaps: readonly FrameRange[], frames: number): readonly FrameRange[] =>
  stretchesOutside(stretchesOutside(gaps, frames), frames)

/** Frames of a step at the most: in what is learnt there are then several places for it. */
const stepFrames = (patches: Patches): number => Math.max(1, Math.floor(longestRun(patches) / 2))

/** The gaps, or their steps, checked: see `exemplarModel` for what is refused. */
export const checkedGaps = (
  { reference, gaps, inSteps = false }: Surroundings,
  patches: Patches,
): E.Either<ExemplarError, readonly FrameRange[]> => {
  const [, channels, frames] = reference.shape
  const bad = gaps.find(
    ({ start, end }) =>
      !Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0 || start >= end || end > frames,
  )
  const most = 2 * longestRun(patches)
  const merged = mergeGaps(gaps, frames)
  const long = inSteps ? undefined : merged.find((gap) => sizeOf(gap) > most)
  if (channels !== patches.channels) {
    return refuse(
      'the reference',
      `a latent of ${showShape(reference.shape)}`,
      `one of ${patches.channels} channels, as the exemplars have`,
    )
  }
  if (gaps.length === 0) return refuse('gaps', 'none', 'at least one, or leave out the surroundings')
  if (bad !== undefined) return refuse('a gap', `frames ${bad.start} to ${bad.end}`, `0 <= start < end <= ${frames}`)
  return long === undefined
    ? E.right(inSteps ? merged.flatMap((gap) => stepsOf(gap, stepFrames(patches))) : merged)
    : E.left({ _tag: 'GapTooLong', frames: sizeOf(long), most })
}

/**
 * Where windows are estimated: up to a window less one frame to each side of a gap, so that every window that touches
 * the gap counts; less where the exemplars are hardly longer than the gap, so that several alignments stay possible.
 */
export const placesOf = (
  gaps: readonly FrameRange[],
  patches: Patches,
  window: number,
  frames: number,
): readonly GapPlace[] =>
  gaps.map((gap) => {
    const spare = longestRun(patches) - sizeOf(gap)
    const margin = spare < 0 ? window - 1 : Math.min(window - 1, Math.floor(spare / 4))
    return { gap, margin, stretch: { start: Math.max(0, gap.start - margin), end: Math.min(frames, gap.end + margin) } }
  })

/** Item `item` with its frames one after the other: `[frames][channels]`. */
const framesFirst = ({ shape: [, channels, frames], data }: Latent, item: number): Float32Array => {
  const out = new Float32Array(frames * channels)
  // both indices are inside the item's channels * frames elements
  for (let channel = 0; channel < channels; channel++) {
    for (let frame = 0; frame < frames; frame++) {
      out[frame * channels + channel] = data[(item * channels + channel) * frames + frame]!
    }
  }
  return out
}

/** What most likely stands in a gap, written into it: the stretch of the exemplars that is aligned best. */
const fillGap = (
  rows: Float32Array,
  { channels, data }: Patches,
  { start, end }: FrameRange,
  logarithm: Float32Array,
): void => {
  const best = logarithm.indexOf(logarithm.reduce((most, one) => Math.max(most, one), -Infinity))
  rows.set(data.subarray(best * channels, (best + end - start) * channels), start * channels)
}

/**
 * By how much two alignments, one from each side, must be nearer to their sides than one that fits both: a filling of one
 * piece has no seam.
 */
const seamCost = 0.15

/** A part of a gap that is filled from one stretch of what is learnt. */
interface Part {
  readonly filled: FrameRange
  readonly side: Side
  readonly margin: number
}

/** A gap in two parts that meet in its middle. */
const halvesOf = ({ gap }: GapPlace, patches: Patches, window: number): readonly Part[] => {
  const middle = Math.floor((gap.start + gap.end) / 2)
  const spare = longestRun(patches) - (gap.end - middle)
  const margin = Math.max(0, Math.min(window - 1, Math.floor(spare / 4)))
  return [
    { filled: { start: gap.start, end: middle }, side: 'before', margin },
    { filled: { start: middle, end: gap.end }, side: 'after', margin },
  ]
}

/**
 * The windows of each item of the reference, with the alignments that fit its surroundings within two windows to each
 * side, or as far as they say. A gap that no stretch of what is learnt is long enough for, or that none fits on both
 * sides, is filled from two: one that goes on from what is before it, one that leads to what is behind. Of steps each is
 * aligned to what stands around it when those before it are filled.
 */
export const plansOf = (
  patches: Patches,
  { reference, bands = evenBands(patches.channels), reach, inSteps = false }: Surroundings,
  places: readonly GapPlace[],
  window: number,
): readonly (readonly WindowRows[])[] =>
  Array.from({ length: reference.shape[0] }, (_, item) => {
    const rows = framesFirst(reference, item)
    return places.flatMap((place, i) => {
      const { gap, margin, stretch } = place
      const unknown = (inSteps ? places.slice(i) : places).map((one) => one.gap)
      const aligned = (part: Part): Alignments | null =>
        alignment(
          patches,
          rows,
          unknown,
          { gap: part.filled, side: part.side, margin: part.margin, reach: reach ?? 2 * window },
          bands,
        )
      const windowsOf = ({ filled }: Part, of: Alignments | null): WindowRows => ({
        first: Math.max(stretch.start, filled.start - window + 1),
        last: Math.min(stretch.end, filled.end + window - 1) - window,
        estimated: filled,
        preference: of === null ? null : { logarithm: of.logarithm, frame: filled.start },
        correlation: of === null ? 0 : Math.max(0, 1 - of.waveDistance),
      })
      const whole: Part = { filled: gap, side: 'both', margin }
      const one = aligned(whole)
      if (inSteps) {
        if (one !== null) fillGap(rows, patches, gap, one.logarithm)
        return [windowsOf(whole, one)]
      }
      const halves = halvesOf(place, patches, window)
      const two = sizeOf(gap) < 2 * window ? [] : halves.map((part) => ({ part, of: aligned(part) }))
      const far = two.reduce((sum, { of }) => sum + (of?.distance ?? Infinity), 0) / two.length
      return two.length > 0 && far + seamCost < (one?.distance ?? Infinity)
        ? two.map(({ part, of }) => windowsOf(part, of))
        : [windowsOf(whole, one)]
    })
  })
