import type { FrameMixtures } from './frame-mixtures.js'
import { negligible, type PatchWeights } from './window-matches.js'

/**
 * How much each learnt frame counts in each frame of a latent: the sum over the windows that cover it, along a diagonal as
 * in `DiagonalSums`.
 */
export interface WindowOverlap {
  /** Takes the weights of the window that ends with frame t. */
  readonly take: (t: number, weights: PatchWeights) => void
  /** Drops those of the window that ended with frame t, which were taken. */
  readonly drop: (t: number, weights: PatchWeights) => void
  /** Adds frame t to the mixtures, a mean over the windows that cover it, which are `cover`. */
  readonly mix: (t: number, cover: number, into: FrameMixtures) => void
}

/** No window yet, of `length` frames with so many learnt ones. */
export const windowOverlap = (length: number, learnt: number): WindowOverlap => {
  const sums = new Float64Array(length + learnt - 1)
  // the diagonals whose sums may count, and whether one is among them
  const open = new Int32Array(sums.length)
  const isOpen = new Uint8Array(sums.length)
  let count = 0
  /** Forgets diagonals that count less than `least`: what is left of weights that were dropped is less than that too. */
  const close = (least: number): void => {
    let kept = 0
    // open has a diagonal at each place below count
    for (let i = 0; i < count; i++) {
      const at = open[i]!
      if (sums[at]! < least) isOpen[at] = 0
      else open[kept++] = at
    }
    count = kept
  }
  return {
    take: (t, weights) => {
      const { last, weight } = weights
      const base = length - 1 - t
      const scale = 1 / weights.all
      // length - 1 - t + f is inside of the sums, and i inside of the weights
      for (let i = 0; i < weights.count; i++) {
        const at = base + last[i]!
        sums[at] = sums[at]! + weight[i]! * scale
        if (isOpen[at] === 1) continue
        isOpen[at] = 1
        open[count++] = at
      }
    },
    drop: (t, weights) => {
      const { last, weight } = weights
      const base = length - 1 - t
      const scale = 1 / weights.all
      for (let i = 0; i < weights.count; i++) {
        const at = base + last[i]!
        sums[at] = sums[at]! - weight[i]! * scale
      }
    },
    mix: (t, cover, into) => {
      const base = length - 1 - t
      close((cover * negligible) / learnt)
      if (into.isFew(count)) into.addFew(t, sums, open, count, base, 1 / cover)
      else into.addMany(t, sums, base, 1 / cover)
    },
  }
}
