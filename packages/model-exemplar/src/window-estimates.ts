import { frameMixtures } from './frame-mixtures.js'
import type { FrameProducts } from './frame-products.js'
import type { Patches } from './patches.js'
import { diagonalSums, type PatchWeights, takeFrame, weightsAt } from './window-matches.js'
import { windowOverlap } from './window-overlap.js'

/** What windows are estimated with. */
export interface WindowEngine {
  readonly patches: Patches
  readonly products: FrameProducts
  readonly window: number
  /** See `offsetsOf`. */
  readonly offsets: Float64Array
}

/** Frames whose matches the engine is asked for at once. */
const blockFrames = 256

/** Weights of as many windows as cover a frame: what was written for window i is there until window i + count is. */
const windowWeights = (count: number, learnt: number): ((i: number) => Pick<PatchWeights, 'last' | 'weight'>) => {
  const last = new Int32Array(count * learnt)
  const weight = new Float32Array(count * learnt)
  const each = Array.from({ length: count }, (_, i) => ({
    last: last.subarray(i * learnt, (i + 1) * learnt),
    weight: weight.subarray(i * learnt, (i + 1) * learnt),
  }))
  return (i) => each[i % count]! // one for each rest
}

/**
 * The exact posterior mean of every window x of the rows `[frames][channels]` of a latent under the patches p_i of the
 * exemplars,
 *
 * ```text
 * sum_i w_i p_i,   w = softmax_i(-|x - p_i|^2 / (2 sigma^2)),
 * ```
 *
 * (De Bortoli, "Convergence of denoising diffusion models under the manifold hypothesis", 2022, eq. 2), and of each
 * frame the mean over the windows that cover it, written over `out`, `[frames][channels]`. |x|^2 is the same for every i and left out.
 *
 * x . p is a sum along a diagonal of the products of single frames, and so is how much a learnt frame counts in a frame:
 * no patch is ever copied out. The engine makes the products; of a mixture of few frames it is not asked.
 */
export const windowEstimates = async (
  { patches, products, window, offsets }: WindowEngine,
  out: Float32Array,
  rows: Float32Array,
  precision: number,
  signal: AbortSignal,
): Promise<void> => {
  const { channels, frames: learnt } = patches
  const length = rows.length / channels
  const windows = length - window + 1
  out.fill(0)
  const mixtures = frameMixtures(out, patches, products)
  const matched = diagonalSums(length, learnt)
  const overlap = windowOverlap(length, learnt)
  const room = windowWeights(window, learnt)
  const weights: (PatchWeights | undefined)[] = []
  const blocks = new Map<number, Float32Array>()
  const ask = (start: number): Promise<Float32Array> => {
    const block = products.matches(rows.subarray(start * channels, (start + blockFrames) * channels), signal)
    block.catch(() => undefined) // whoever waits for it is told
    return block
  }
  const rowOf = (t: number) => ({
    values: blocks.get(Math.floor(t / blockFrames))!, // those of the last window are kept
    at: (t % blockFrames) * learnt,
  })
  /** Frame `frame`, which all windows that cover it have been taken for. */
  const finish = (frame: number): void => {
    overlap.mix(frame, Math.min(frame + 1, length - frame, window, windows), mixtures)
    const over = weights[frame % window]
    // window `frame - window + 1`, the first that covers this frame, covers no later one
    if (frame >= window - 1 && over !== undefined) overlap.drop(frame, over)
  }
  let next = ask(0)
  for (let start = 0; start < length; start += blockFrames) {
    const block = start / blockFrames
    blocks.set(block, await next)
    blocks.delete(block - Math.ceil(window / blockFrames) - 1)
    if (start + blockFrames < length) next = ask(start + blockFrames)
    for (let t = start; t < Math.min(length, start + blockFrames); t++) {
      takeFrame(matched, t, rowOf(t), t < window ? null : rowOf(t - window), window, offsets)
      if (t < window - 1) continue
      const own = weightsAt(matched, t, precision, offsets, room(t))
      overlap.take(t, own)
      weights[t % window] = own
      finish(t - window + 1)
    }
    await mixtures.settle(false, signal)
  }
  for (let frame = windows; frame < length; frame++) finish(frame)
  await mixtures.settle(true, signal)
}
