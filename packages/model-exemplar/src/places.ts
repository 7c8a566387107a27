import type { FrameRange } from '@sigmastream/core'

/** A place of the exemplars: the frame for the first of a gap, its run, and how far it is from what surrounds the gap. */
export interface FittingPlace {
  readonly at: number
  readonly run: FrameRange
  readonly distance: number
}

/** How many places a gap is filled from at the most, and how many frames they are apart at the least. */
export const mostPlaces = 16
const apart = 4

/**
 * The first places, at most 16, of which none is another's neighbour. The steps between frames at which one clip is
 * learnt are runs of about one length, in which a moment is about as far from the beginning.
 */
export const distinctPlaces = (ranked: readonly FittingPlace[]): readonly FittingPlace[] => {
  const kept: FittingPlace[] = []
  const isNear = (a: number, b: number): boolean => Math.abs(a - b) < apart
  for (const place of ranked) {
    if (kept.length === mostPlaces) break
    const length = place.run.end - place.run.start
    const isKept = kept.some(
      ({ at, run }) => isNear(at - run.start, place.at - place.run.start) && isNear(run.end - run.start, length),
    )
    if (!isKept) kept.push(place)
  }
  return kept
}
