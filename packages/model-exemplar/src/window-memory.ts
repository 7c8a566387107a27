import { together } from './window-kernel.js'

/** What there is room for in the memory of a kernel. */
export interface WindowSizes {
  /** Frames of a latent, in windows of `window` frames, beside `learnt` ones. */
  readonly length: number
  readonly learnt: number
  readonly window: number
  /** Rows of matches that are kept. */
  readonly rows: number
  /** The most learnt frames that are told one by one. */
  readonly few: number
}

/** Where everything is, in bytes from the beginning of the memory. */
export interface WindowMemory {
  /** Learnt frames in blocks: as many as these have room for are `wide`. */
  readonly blocks: number
  /** float64: of each learnt frame, and -Infinity behind the last. */
  readonly offsets: number
  /** float64, one for each diagonal: what windows match, and how much learnt frames count. */
  readonly sums: number
  readonly counted: number
  /** int32: by how many weights each block of diagonals is held. */
  readonly live: number
  /** float64, of each block. */
  readonly best: number
  /** float32: a row of zeros, and row `i` of matches, before which there are as many zeros as a window has frames. */
  readonly zeros: number
  readonly row: (i: number) => number
  /** float32, and int32: the weights of the window that ends with frame t, and its active blocks; until window t + `window`. */
  readonly weights: (t: number) => number
  readonly active: (t: number) => number
  /** int32, float64, float32: learnt frames and how much they count, one by one or all. */
  readonly from: number
  readonly counts: number
  readonly spread: number
  /** Where it ends. */
  readonly bytes: number
}

/** The layout for some sizes. */
export const windowMemory = ({ length, learnt, window, rows, few }: WindowSizes): WindowMemory => {
  const blocks = Math.ceil(learnt / together)
  const wide = blocks * together
  const diagonals = Math.ceil((length + wide) / together)
  const lead = Math.ceil(window / 4) * 4
  let bytes = 0
  const place = (size: number): number => {
    const start = bytes
    bytes += Math.ceil(size / 16) * 16
    return start
  }
  const offsets = place(8 * wide)
  const sums = place(8 * together * diagonals)
  const counted = place(8 * together * diagonals)
  const live = place(4 * diagonals)
  const best = place(8 * blocks)
  const zeros = place(4 * wide)
  const matches = place(4 * rows * (lead + wide))
  const weights = place(4 * window * wide)
  const active = place(4 * window * (blocks + 1))
  const from = place(4 * few)
  const counts = place(8 * few)
  const spread = place(4 * wide)
  return {
    blocks,
    offsets,
    sums,
    counted,
    live,
    best,
    zeros,
    row: (i) => matches + 4 * ((i % rows) * (lead + wide) + lead),
    weights: (t) => weights + 4 * (t % window) * wide,
    active: (t) => active + 4 * (t % window) * (blocks + 1),
    from,
    counts,
    spread,
    bytes,
  }
}
