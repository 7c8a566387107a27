import type { FrameRange } from '@sigmastream/core'
import type { FrameRows } from './likeness.js'
import { type PlacedFrames, type PlacedLogits, placedLogits } from './placed-logits.js'
import { negligible } from './window-sums.js'
import { leastLogarithm } from './windows.js'

/** How much better silence explains a window than the likeliest place, as a logarithm, where no place fits it: half of what the least likely lacks. */
const misfit = -leastLogarithm / 2

/** The frames of the windows that end with some, which are in order: of windows that have frames in common, or follow, in one range. */
const rangesOf = (ends: readonly number[], window: number): readonly FrameRange[] =>
  ends.reduce<readonly FrameRange[]>((ranges, end) => {
    const last = ranges.at(-1)
    return last !== undefined && end + 1 - window <= last.end
      ? [...ranges.slice(0, -1), { start: last.start, end: end + 1 }]
      : [...ranges, { start: end + 1 - window, end: end + 1 }]
  }, [])

/** Every way in which a window of some frames of rows may stand in a run. */
const placedIn = (run: FrameRange, { start, end }: FrameRange, window: number): readonly PlacedFrames[] => {
  const first = run.start + window - end
  const count = Math.max(0, run.end - window - start - first + 1)
  return Array.from({ length: count }, (_, i) => ({
    from: first + i,
    start: Math.max(start, run.start - first - i),
    end: Math.min(end, run.end - first - i),
  }))
}

/**
 * Of all ways in which what is copied for a gap may stand in windows of rows `[frames][channels]`, each as likely as can be
 * least, those that count where no place fits: where silence explains a window far better than the likeliest of them, of
 * which `best` are the logits. So it is where a sound ends that goes on in every place.
 */
export const leastLikely = (
  best: Float64Array,
  rows: Float32Array,
  learnt: FrameRows,
  runs: readonly FrameRange[],
  window: number,
  precision: number,
): readonly PlacedLogits[] => {
  const isUnfit = best.map((value) => (value > -Infinity && value < -misfit ? 1 : 0))
  const ends = Array.from(best.keys()).filter((t) => isUnfit[t] === 1)
  return rangesOf(ends, window).flatMap((range) =>
    runs
      .flatMap((run) => placedIn(run, range, window))
      .map((placed) => placedLogits(placed, leastLogarithm, rows, learnt, window, precision))
      // one of each for each frame
      .map(({ from, logits }) => ({ from, logits: logits.map((value, t) => (isUnfit[t] === 1 ? value : -Infinity)) }))
      .filter(({ logits }) => logits.some((value, t) => value > best[t]! + Math.log(negligible))),
  )
}
