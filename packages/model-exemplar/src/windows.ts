import type { FrameRange } from '@sigmastream/core'

/** The lowest logarithm of a place's probability: such a place counts only where no other fits. */
export const leastLogarithm = -100

/** A place that windows are filled from: which frame of what is learnt stands in the first frame that is filled. */
export interface PlacePrior {
  readonly at: number
  /** Frames of what is learnt that belong to the place; no patch reaches over their ends. */
  readonly run: FrameRange
  /** The logarithm of its prior probability, but for what is common to all places. */
  readonly logarithm: number
}

/** Windows of neighbouring frames, from the one that starts at `first` to the one that starts at `last`. */
export interface WindowRows {
  readonly first: number
  readonly last: number
  /** Frames of a window. */
  readonly window: number
  /** The frames that are answered from these windows; the windows cover them. */
  readonly estimated: FrameRange
  /** Where what is learnt may stand; null where every patch may stand at every frame, all as likely. */
  readonly places: readonly PlacePrior[] | null
  /** How far the best of the places correlates with what surrounds them, 0 to 1, by channel; null where none is told. */
  readonly agreement: Float64Array | null
}

/** The frames that windows cover. */
export const coveredBy = ({ first, last, window }: WindowRows): FrameRange => ({ start: first, end: last + window })

/** 1 / sigma^2, kept where it can be worked with: below sigma 1e-6 the nearest patch has all the weight anyway. */
export const precisionOf = (sigma: number): number => Math.min(1e12, Math.max(1e-20, 1 / (sigma * sigma)))

/** -|p|^2 / 2 of the patch of `window` frames that ends with each frame; -Infinity where it would leave its run. */
export const offsetsOf = (energies: Float64Array, runs: readonly FrameRange[], window: number): Float64Array => {
  const offsets = new Float64Array(energies.length).fill(-Infinity)
  for (const { start, end } of runs) {
    let sum = 0
    // a run is inside of the energies
    for (let frame = start; frame < end; frame++) {
      sum += energies[frame]!
      if (frame - start >= window) sum -= energies[frame - window]!
      if (frame - start >= window - 1) offsets[frame] = -sum / 2
    }
  }
  return offsets
}
