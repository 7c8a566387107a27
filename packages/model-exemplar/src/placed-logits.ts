import type { FrameRange } from '@sigmastream/core'
import { type FrameRows, productOf } from './likeness.js'
import { offsetsOf, type PlacePrior, type WindowRows } from './windows.js'

/** What is learnt beside rows of windows: frame `from + t` stands in frame t, for those from `start` to `end`. */
export interface PlacedFrames extends FrameRange {
  readonly from: number
}

/** The same, and the logarithm of its probability for each window, by the frame that it ends with; -Infinity where it cannot stand. */
export interface PlacedLogits {
  readonly from: number
  readonly logits: Float64Array
}

/** A place beside windows, in those of their frames that are inside of its run. */
export const placedFrames = ({ at, run }: PlacePrior, { first, last, window, estimated }: WindowRows): PlacedFrames => {
  const from = at - (estimated.start - first)
  return { from, start: Math.max(0, run.start - from), end: Math.min(last + window - first, run.end - from) }
}

/**
 * How much better than silence it explains each window of rows `[frames][channels]`, and the logarithm of its prior probability:
 * for windows inside of `start` to `end`.
 */
export const placedLogits = (
  { from, start, end }: PlacedFrames,
  logarithm: number,
  rows: Float32Array,
  { values, width, energies }: FrameRows,
  window: number,
  precision: number,
): PlacedLogits => {
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
  return { from, logits }
}
