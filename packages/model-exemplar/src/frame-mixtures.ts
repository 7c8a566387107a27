import type { FrameProducts } from './frame-products.js'
import type { Patches } from './patches.js'
import { addWeighted, weightedRows } from './weighted-rows.js'

/**
 * Frames each of which is a mixture of learnt ones, `[rows][channels]`: of few, added up here, or of many, by the engine.
 * Learnt frame f counts `sums[base + f]` times `scale`.
 */
export interface FrameMixtures {
  /** Whether so many learnt frames are few. */
  readonly isFew: (count: number) => boolean
  /** Frame `row`, of those f alone whose `base + f` is one of the first `count` of `places`. */
  readonly addFew: (
    row: number,
    sums: Float64Array,
    places: Int32Array,
    count: number,
    base: number,
    scale: number,
  ) => void
  /** Frame `row`, of all. */
  readonly addMany: (row: number, sums: Float64Array, base: number, scale: number) => void
  /** Has the engine make what waits for it, where that is worth a call, or `all` of it. */
  readonly settle: (all: boolean, signal: AbortSignal) => Promise<void>
}

/** Rows that the engine makes in one call. */
const rowsTogether = 256

/** A mixture of more than this part of what is learnt takes the engine less time, which is some twenty times as fast. */
const fewPart = 1 / 20

/** Mixtures of what is learnt, written into `out`, which is zero. */
export const frameMixtures = (
  out: Float32Array,
  { channels, frames, data }: Patches,
  products: Pick<FrameProducts, 'mixtures'>,
): FrameMixtures => {
  // matrices of weights, all but the last of them full, and the rows of the frames that they are of
  const matrices: Float32Array[] = []
  const rows: number[] = []
  const mostFew = Math.floor(frames * fewPart)
  const few = weightedRows(mostFew)
  // one that was made, to be written again
  const spare: Float32Array[] = []
  return {
    isFew: (count) => count <= mostFew,
    addFew: (row, sums, places, count, base, scale) => {
      for (let i = 0; i < count; i++) {
        const place = places[i]! // below count, and no more than are few
        few.from[i] = (place - base) * channels
        few.weight[i] = sums[place]! * scale
      }
      addWeighted(out, row * channels, data, few, count, channels)
    },
    addMany: (row, sums, base, scale) => {
      const at = (rows.length % rowsTogether) * frames
      if (at === 0) matrices.push(spare.pop() ?? new Float32Array(rowsTogether * frames))
      const matrix = matrices.at(-1)! // at least the one just made
      // inside of the matrix and of the sums
      for (let f = 0; f < frames; f++) matrix[at + f] = sums[base + f]! * scale
      rows.push(row)
    },
    settle: async (all, signal) => {
      const fewest = all ? 1 : rowsTogether
      while (rows.length >= fewest) {
        const [now, matrix] = [rows.splice(0, rowsTogether), matrices.shift()!] // one for each so many rows
        const made = await products.mixtures(matrix.subarray(0, now.length * frames), signal)
        spare.push(matrix)
        now.forEach((row, i) => out.set(made.subarray(i * channels, (i + 1) * channels), row * channels))
      }
    },
  }
}
