import type { ReadonlyF32 } from '@sigmastream/core'

/** The one of two values that a picture must not lose. */
export type Better = (a: number, b: number) => number

/** The larger: for decibels, so that a short or narrow sound stays visible in a coarse picture. NaN loses. */
export const larger: Better = (a, b) => (b > a || Number.isNaN(a) ? b : a)

/** The further from 0: for values of both signs. NaN loses. */
export const further: Better = (a, b) => (Math.abs(b) > Math.abs(a) || Number.isNaN(a) ? b : a)

/**
 * A curve through `values` at 0, 1, 2, ... in straight lines, level beyond both ends, as one value for each cell
 * between neighbouring `edges` (rising, n + 1 for n cells): the best that the curve has in the cell. Where cells are
 * narrow that is interpolation, where they are wide it holds the peaks.
 */
export const peaks = (values: ReadonlyF32, edges: readonly number[], better: Better): Float32Array => {
  const last = values.length - 1
  const at = (place: number): number => {
    const inside = Math.min(Math.max(place, 0), last)
    const below = Math.floor(inside)
    // below and the next are 0 to last
    return below === inside ? values[below]! : values[below]! + (values[below + 1]! - values[below]!) * (inside - below)
  }
  const out = new Float32Array(edges.length - 1)
  // there is an edge more than there are cells; k stays between the ends of values
  for (let cell = 0; cell < out.length; cell++) {
    const from = edges[cell]!
    const to = edges[cell + 1]!
    let best = better(at(from), at(to))
    for (let k = Math.max(0, Math.ceil(from)); k <= Math.min(last, to); k++) best = better(best, values[k]!)
    out[cell] = best
  }
  return out
}

/** `cells + 1` edges in equal steps from `from` to `to`. */
export const evenEdges = (cells: number, from: number, to: number): readonly number[] =>
  Array.from({ length: cells + 1 }, (_, i) => from + ((to - from) * i) / cells)
