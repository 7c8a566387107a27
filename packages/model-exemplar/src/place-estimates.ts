import type { FrameRange } from '@sigmastream/core'
import { leastLikely } from './least-likely.js'
import type { FrameRows } from './likeness.js'
import { type PlacedLogits, placedFrames, placedLogits } from './placed-logits.js'
import { addWeighted, weightedRows } from './weighted-rows.js'
import { negligible } from './window-sums.js'
import type { PlacePrior, WindowRows } from './windows.js'

/** The largest of the logits for each window. */
const bestOf = (placed: readonly PlacedLogits[], frames: number): Float64Array => {
  const best = new Float64Array(frames).fill(-Infinity)
  // all have so many elements
  for (const { logits } of placed) for (let t = 0; t < frames; t++) best[t] = Math.max(best[t]!, logits[t]!)
  return best
}

/** Makes all logits for each window probabilities, in place: they add up to 1 where one can stand there. */
const normalize = (placed: readonly PlacedLogits[], frames: number): void => {
  const bests = bestOf(placed, frames)
  // as in bestOf
  for (let t = 0; t < frames; t++) {
    const best = bests[t]!
    let all = 0
    for (const { logits } of placed) {
      const weight = best === -Infinity ? 0 : Math.exp(logits[t]! - best)
      logits[t] = weight
      all += weight
    }
    if (all > 0) for (const { logits } of placed) logits[t] = logits[t]! / all
  }
}

/** Sums over the windows that cover each frame, of what each has that ends with a frame. */
const overlapOf = (weights: Float64Array, window: number): Float64Array =>
  weights.map((_, t) => {
    let sum = 0
    for (let last = t; last < Math.min(weights.length, t + window); last++) sum += weights[last]!
    return sum
  })

/**
 * The posterior mean of windows of rows `[frames][channels]` whose prior is that what is learnt stands in a few places, or, in
 * windows that none of them fits, in any of the runs as the least likely; and of each frame the mean over the windows that
 * cover it, written over `out`, `[frames][channels]`; zero where every window reaches over the end of every place. Every
 * product is made here, in one order: the bits are the same on every machine.
 */
export const placeEstimates = (
  out: Float32Array,
  rows: Float32Array,
  windows: WindowRows,
  places: readonly PlacePrior[],
  learnt: FrameRows,
  runs: readonly FrameRange[],
  precision: number,
): void => {
  const { values, width } = learnt
  const { first, window, estimated } = windows
  const frames = rows.length / width
  const told = places.map((place) =>
    placedLogits(placedFrames(place, windows), place.logarithm, rows, learnt, window, precision),
  )
  const best = bestOf(told, frames)
  const placed = [...told, ...leastLikely(best, rows, learnt, runs, window, precision)]
  normalize(placed, frames)
  const shares = placed.map(({ logits }) => overlapOf(logits, window))
  out.fill(0)
  const counted = weightedRows(placed.length)
  for (let t = estimated.start - first; t < estimated.end - first; t++) {
    const cover = shares.reduce((sum, share) => sum + share[t]!, 0) // as many as there are frames
    let count = 0
    for (const [j, { from }] of placed.entries()) {
      const weight = shares[j]![t]! / cover // a share for each
      if (!(weight >= negligible)) continue
      counted.from[count] = (from + t) * width
      counted.weight[count] = weight
      count++
    }
    addWeighted(out, t * width, values, counted, count, width)
  }
}
