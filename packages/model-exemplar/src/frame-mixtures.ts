import type { FrameProducts } from './frame-products.js'
import type { Patches } from './patches.js'

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

/** Learnt frames that are added at once, so that what they are added to is read and written once for all of them. */
const framesTogether = 4

/** Of up to four learnt frames, where each begins in their data, and how much it counts; nothing where there are fewer. */
interface FewFrames {
  readonly from: Int32Array
  readonly weight: Float64Array
}

/** out[to + i] += sum_k weight_k data[from_k + i] for `width` values. */
const addRows = (
  out: Float32Array,
  to: number,
  data: Float32Array,
  { from, weight }: FewFrames,
  width: number,
): void => {
  const [a, b, c, d] = [from[0]!, from[1]!, from[2]!, from[3]!] // of four
  const [v, w, x, y] = [weight[0]!, weight[1]!, weight[2]!, weight[3]!]
  // all are inside
  for (let i = 0; i < width; i++)
    out[to + i] = out[to + i]! + (v * data[a + i]! + w * data[b + i]! + (x * data[c + i]! + y * data[d + i]!))
}

/** Mixtures of what is learnt, written into `out`, which is zero. */
export const frameMixtures = (
  out: Float32Array,
  { channels, frames, data }: Patches,
  products: Pick<FrameProducts, 'mixtures'>,
): FrameMixtures => {
  // matrices of weights, all but the last of them full, and the rows of the frames that they are of
  const matrices: Float32Array[] = []
  const rows: number[] = []
  const few = { from: new Int32Array(framesTogether), weight: new Float64Array(framesTogether) }
  // one that was made, to be written again
  const spare: Float32Array[] = []
  return {
    isFew: (count) => count <= frames * fewPart,
    addFew: (row, sums, places, count, base, scale) => {
      for (let i = 0; i < count; i += framesTogether) {
        for (let k = 0; k < framesTogether; k++) {
          const place = i + k < count ? places[i + k]! : base // below count; the first learnt frame, of which nothing is added
          few.from[k] = (place - base) * channels
          few.weight[k] = i + k < count ? sums[place]! * scale : 0
        }
        addRows(out, row * channels, data, few, channels)
      }
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
