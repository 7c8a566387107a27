import { type FrameProducts, rowsTogether } from './frame-products.js'
import type { Patches } from './patches.js'
import { addWeighted, type WeightedRows } from './weighted-rows.js'

/** Frames each of which is a mixture of learnt ones, `[rows][channels]`: of few, added up here, or of many, by the engine. */
export interface FrameMixtures {
  /** Frame `row`, of the first `count` of some rows of what is learnt. */
  readonly addFew: (row: number, of: WeightedRows, count: number) => void
  /** Frame `row`, of all, by how much each counts. */
  readonly addMany: (row: number, weights: Float32Array) => void
  /** Has the engine make what waits for it, where that is worth a call, or `all` of it. */
  readonly settle: (all: boolean, signal: AbortSignal) => Promise<void>
}

/** A mixture of more than this part of what is learnt takes the engine less time, which is some twenty times as fast. */
const fewPart = 1 / 20

/** How many of so many learnt frames are few. */
export const fewOf = (frames: number): number => Math.floor(frames * fewPart)

/** Mixtures of what is learnt, written into `out`, which is zero. */
export const frameMixtures = (
  out: Float32Array,
  { channels, frames, data }: Patches,
  products: Pick<FrameProducts, 'mixtures'>,
): FrameMixtures => {
  // matrices of weights, all but the last of them full, and the rows of the frames that they are of
  const matrices: Float32Array[] = []
  const rows: number[] = []
  // one that was made, to be written again
  const spare: Float32Array[] = []
  return {
    addFew: (row, of, count) => addWeighted(out, row * channels, data, of, count, channels),
    addMany: (row, weights) => {
      const at = (rows.length % rowsTogether) * frames
      if (at === 0) matrices.push(spare.pop() ?? new Float32Array(rowsTogether * frames))
      matrices.at(-1)!.set(weights, at) // at least the one just made
      rows.push(row)
    },
    settle: async (all, signal) => {
      const fewest = all ? 1 : rowsTogether
      while (rows.length >= fewest) {
        const [now, matrix] = [rows.splice(0, rowsTogether), matrices.shift()!] // one for each so many rows
        const made = await products.mixtures(matrix.subarray(0, now.length * frames), signal)
        spare.push(matrix)
        now.forEach((row, i) => out.set(made.values.subarray(i * channels, (i + 1) * channels), row * channels))
        made.giveBack()
      }
    },
  }
}
