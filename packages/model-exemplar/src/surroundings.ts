import { type FrameRange, type Latent, refuse, showShape } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import type { Band } from './envelope.js'
import type { ExemplarError } from './errors.js'
import type { Expectation } from './expectation.js'
import { longestRun, type Patches } from './patches.js'
import { stretchesOutside } from './ranges.js'
import { stepsOf } from './steps.js'

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
export interface GapPlace {
  readonly gap: FrameRange
  readonly margin: number
  readonly stretch: FrameRange
}

/** How many frames a range has. */
export const sizeOf = ({ start, end }: FrameRange): number => end - start

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
