import { type FrameRows, productOf } from './likeness.js'
import { addWeighted, weightedRows } from './weighted-rows.js'
import { negligible } from './window-sums.js'
import { offsetsOf, type PlacePrior, type WindowRows } from './windows.js'

/** A place beside windows: frame `from + t` of what is learnt stands in frame t of the rows, for those inside of its run. */
interface PlacedRun {
  readonly from: number
  readonly start: number
  readonly end: number
  readonly logarithm: number
}

const placeRun = ({ at, run, logarithm }: PlacePrior, { first, last, window, estimated }: WindowRows): PlacedRun => {
  const from = at - (estimated.start - first)
  return {
    from,
    start: Math.max(0, run.start - from),
    end: Math.min(last + window - first, run.end - from),
    logarithm,
  }
}

/**
 * The logarithm of the probability of a place for each window, by the frame that it ends with; -Infinity where the window
 * reaches over the end of its run.
 */
const logitsOf = (
  { from, start, end, logarithm }: PlacedRun,
  rows: Float32Array,
  { values, width, energies }: FrameRows,
  window: number,
  precision: number,
): Float64Array => {
  const frames = rows.length / width
  const logits = new Float64Array(frames).fill(-Infinity)
  const offsets = offsetsOf(energies.subarray(from + start, from + end), [{ start: 0, end: end - start }], window)
  const matches = new Float64Array(frames)
  let sum = 0
  // start to end are frames of the rows, and from more are learnt ones
  for (let t = start; t < end; t++) {
    matches[t] = productOf(rows, t * width, values, (from + t) * width, width)
    sum += matches[t]!
    if (t - start >= window) sum -= matches[t - window]!
    if (t - start >= window - 1) logits[t] = precision * (sum + offsets[t - start]!) + logarithm
  }
  return logits
}

/** Makes the logits of all places for each window probabilities, in place: they add up to 1 where there is a place. */
const normalize = (logits: readonly Float64Array[], frames: number): void => {
  // all have so many elements
  for (let t = 0; t < frames; t++) {
    let best = -Infinity
    for (const each of logits) best = Math.max(best, each[t]!)
    let all = 0
    for (const each of logits) {
      const weight = best === -Infinity ? 0 : Math.exp(each[t]! - best)
      each[t] = weight
      all += weight
    }
    if (all > 0) for (const each of logits) each[t] = each[t]! / all
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
 * The posterior mean of windows of rows `[frames][channels]` whose prior is that what is learnt stands in a few places and
 * nowhere else, and of each frame the mean over the windows that cover it, written over `out`, `[frames][channels]`; zero where every window
 * reaches over the end of every place. Every product is made here, in one order: the bits are the same on every machine.
 */
export const placeEstimates = (
  out: Float32Array,
  rows: Float32Array,
  windows: WindowRows,
  places: readonly PlacePrior[],
  learnt: FrameRows,
  precision: number,
): void => {
  const { values, width } = learnt
  const { first, window, estimated } = windows
  const frames = rows.length / width
  const runs = places.map((place) => placeRun(place, windows))
  const logits = runs.map((run) => logitsOf(run, rows, learnt, window, precision))
  normalize(logits, frames)
  const shares = logits.map((weights) => overlapOf(weights, window))
  out.fill(0)
  const counted = weightedRows(runs.length)
  for (let t = estimated.start - first; t < estimated.end - first; t++) {
    const cover = shares.reduce((sum, share) => sum + share[t]!, 0) // as many as there are frames
    let count = 0
    for (const [j, { from }] of runs.entries()) {
      const weight = shares[j]![t]! / cover // a share for each run
      if (!(weight >= negligible)) continue
      counted.from[count] = (from + t) * width
      counted.weight[count] = weight
      count++
    }
    addWeighted(out, t * width, values, counted, count, width)
  }
}
