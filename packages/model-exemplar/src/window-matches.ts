import { expOfMinus } from './exponential.js'

/** Sums of which the largest is remembered together: where it is too small, none of them is looked at again. */
const together = 32

/**
 * Frames of a latent match frames of what is learnt one to one, so what belongs to a window and a patch lies along a
 * diagonal of the matrix of all pairs of frames. The window that ends one frame later has the same sum along it but for
 * the pair that comes in and the pair that falls out: one sum is kept for each diagonal, that of frame t of `length` and
 * learnt frame f at `length - 1 - t + f`.
 */
export interface DiagonalSums {
  readonly sums: Float64Array
  readonly length: number
  /** The largest of the last frame's sums with their offsets: of learnt frames 0 to 31, 32 to 63, and so on. */
  readonly best: Float64Array
}

/** No pair has come in yet. */
export const diagonalSums = (length: number, learnt: number): DiagonalSums => ({
  sums: new Float64Array(length + learnt - 1),
  length,
  best: new Float64Array(Math.ceil(learnt / together)),
})

/** Rows `[rows][learnt]`, and where the one that is meant begins. */
export interface Row {
  readonly values: Float32Array
  readonly at: number
}

/** Brings in the pairs of frame t, `matches` with each learnt frame, and drops those of `before`, one window earlier. */
export const takeFrame = (
  { sums, length, best }: DiagonalSums,
  t: number,
  { values: matches, at }: Row,
  before: Row | null,
  window: number,
  offsets: Float64Array,
): void => {
  const base = length - 1 - t
  const learnt = offsets.length
  // the first learnt frames of a window are at the beginning of their diagonals: nothing falls out
  const kept = before === null ? learnt : Math.min(window, learnt)
  const old = before?.values ?? matches
  const oldAt = (before?.at ?? 0) - window
  for (let block = 0; block < best.length; block++) {
    let most = -Infinity
    const end = Math.min(learnt, (block + 1) * together)
    let f = block * together
    // base + f is inside of the sums, f inside of the offsets and of each row
    for (const last = Math.min(kept, end); f < last; f++) {
      const sum = sums[base + f]! + matches[at + f]!
      sums[base + f] = sum
      const logit = sum + offsets[f]!
      if (logit > most) most = logit
    }
    for (; f < end; f++) {
      const sum = sums[base + f]! + matches[at + f]! - old[oldAt + f]!
      sums[base + f] = sum
      const logit = sum + offsets[f]!
      if (logit > most) most = logit
    }
    best[block] = most
  }
}

/** Weights of patches, by the frame that each ends with: the first `count` of both, which add up to `all`. */
export interface PatchWeights {
  readonly last: Int32Array
  readonly weight: Float32Array
  readonly count: number
  readonly all: number
}

/** A part of a sum of weights that does not matter: the rounding of a float32. */
export const negligible = 2 ** -24

/**
 * The weights of the patches for the window that ends with frame t, the one taken last: exp(precision (sum + offset)),
 * but for what is common to all. Those that all together would be less than the rounding are left out. They are written into
 * `last` and `weight`.
 */
export const weightsAt = (
  { sums, length, best }: DiagonalSums,
  t: number,
  precision: number,
  offsets: Float64Array,
  { last, weight }: Pick<PatchWeights, 'last' | 'weight'>,
): PatchWeights => {
  const base = length - 1 - t
  const learnt = offsets.length
  let most = -Infinity
  for (let block = 0; block < best.length; block++) if (best[block]! > most) most = best[block]!
  // at most 2 ** 33 frames are learnt, so that no exponent is above 40
  const least = most + Math.log(negligible / learnt) / precision
  let count = 0
  let all = 0
  for (let block = 0; block < best.length; block++) {
    if (best[block]! < least) continue
    const end = Math.min(learnt, (block + 1) * together)
    // as in takeFrame; there are no more weights than learnt frames
    for (let f = block * together; f < end; f++) {
      const logit = sums[base + f]! + offsets[f]!
      if (logit < least) continue
      const one = expOfMinus((most - logit) * precision)
      last[count] = f
      weight[count] = one
      all += one
      count++
    }
  }
  return { last, weight, count, all }
}
