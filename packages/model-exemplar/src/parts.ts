import type { FrameRange } from '@sigmastream/core'
import { type Alignments, alignment, type Side } from './alignment.js'
import type { ComparedPatches } from './compared.js'
import { rowsOf } from './frame-rows.js'
import { frameRows } from './likeness.js'
import { longestRun, type Patches } from './patches.js'
import { type GapPlace, type Surroundings, sizeOf } from './surroundings.js'

/** What most likely stands in a gap, written into it: the stretch of the exemplars that is aligned best. */
const fillGap = (
  rows: Float32Array,
  { channels, data }: Patches,
  { start, end }: FrameRange,
  { places: [best] }: Alignments,
): void => {
  if (best === undefined) return // there is at least one
  rows.set(data.subarray(best.at * channels, (best.at + end - start) * channels), start * channels)
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

/** A part of a gap, the windows that touch it, and where what is learnt fits it: `null` where nothing can be told. */
export interface AlignedPart {
  readonly filled: FrameRange
  readonly first: number
  readonly last: number
  readonly alignments: Alignments | null
}

const distanceOf = (alignments: Alignments | null): number => alignments?.places[0]?.distance ?? Infinity

/**
 * The gaps of each item of the reference in the parts that are filled alone, with the places that fit their surroundings
 * within two windows to each side, or as far as they say. A gap that no stretch of what is learnt is long enough for, or
 * that none fits on both sides, is filled from two: one that goes on from what is before it, one that leads to what is
 * behind. Of steps each is aligned to what stands around it when those before it are filled.
 */
export const alignedParts = (
  learnt: ComparedPatches,
  { reference, reach, inSteps = false }: Pick<Surroundings, 'reference' | 'reach' | 'inSteps'>,
  places: readonly GapPlace[],
  window: number,
): readonly (readonly AlignedPart[])[] =>
  Array.from({ length: reference.shape[0] }, (_, item) => {
    const { patches } = learnt
    const [, channels, frames] = reference.shape
    const rows = rowsOf(reference, item, { start: 0, end: frames }, new Float32Array(channels * frames))
    return places.flatMap((place, i) => {
      const { gap, margin, stretch } = place
      const unknown = (inSteps ? places.slice(i) : places).map((one) => one.gap)
      const here = frameRows(rows, patches.channels)
      const aligned = ({ filled, side, margin: own }: Part): AlignedPart => ({
        filled,
        first: Math.max(stretch.start, filled.start - window + 1),
        last: Math.min(stretch.end, filled.end + window - 1) - window,
        alignments: alignment(learnt, here, unknown, { gap: filled, side, margin: own, reach: reach ?? 2 * window }),
      })
      const whole = aligned({ filled: gap, side: 'both', margin })
      if (inSteps) {
        if (whole.alignments !== null) fillGap(rows, patches, gap, whole.alignments)
        return [whole]
      }
      const two = sizeOf(gap) < 2 * window ? [] : halvesOf(place, patches, window).map(aligned)
      const far = two.reduce((sum, { alignments }) => sum + distanceOf(alignments), 0) / two.length
      return two.length > 0 && far + seamCost < distanceOf(whole.alignments) ? two : [whole]
    })
  })
