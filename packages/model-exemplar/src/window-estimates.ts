import { either as E } from 'fp-ts'
import { describeExemplarError } from './errors.js'
import { fewOf, frameMixtures } from './frame-mixtures.js'
import { type FrameProducts, type ProductRows, rowsTogether } from './frame-products.js'
import { frameRows } from './likeness.js'
import type { Patches } from './patches.js'
import { type SpareBuffers, spareBuffers } from './spare-buffers.js'
import { type WindowSums, windowSums } from './window-sums.js'
import { offsetsOf } from './windows.js'

/** What windows are estimated with. */
export interface WindowEngine {
  readonly patches: Patches
  readonly products: FrameProducts
  readonly window: number
  readonly sums: SpareBuffers<WindowSums>
}

/** Estimates windows of so many frames by patches that as many were loaded of into `products`. */
export const windowEngine = (patches: Patches, products: FrameProducts, window: number): WindowEngine => {
  const { frames, channels } = patches
  const { energies } = frameRows(patches.data, channels)
  const offsets = offsetsOf(energies, patches.runs, window)
  const sumsOf = (length: number): WindowSums => {
    const made = windowSums({ length, window, offsets, block: rowsTogether, few: fewOf(frames), channels })
    if (E.isLeft(made)) throw new Error(describeExemplarError(made.left)) // a denoiser rejects
    return made.right
  }
  return {
    patches,
    products,
    window,
    sums: spareBuffers(sumsOf),
  }
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
  { patches, products, window, sums: spareSums }: WindowEngine,
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
  const ask = (start: number): Promise<ProductRows> => {
    const block = products.matches(rows.subarray(start * channels, (start + rowsTogether) * channels), signal)
    block.catch(() => undefined) // whoever waits for it is told
    return block
  }
  const sums = spareSums.lend(length)
  sums.clear()
  /** Frame `frame`, which all windows that cover it have been weighed for. */
  const finish = (frame: number): void => {
    sums.mix(frame, Math.min(frame + 1, length - frame, window, windows), mixtures)
    // window `frame - window + 1`, the first that covers this frame, covers no later one
    if (frame >= window - 1) sums.drop(frame)
  }
  let next = ask(0)
  for (let start = 0; start < length; start += rowsTogether) {
    const matches = await next
    if (start + rowsTogether < length) next = ask(start + rowsTogether)
    for (let t = start; t < Math.min(length, start + rowsTogether); t++) {
      sums.take(t, matches.values, (t - start) * learnt)
      if (t < window - 1) continue
      sums.weigh(t, precision)
      finish(t - window + 1)
    }
    matches.giveBack()
    await mixtures.settle(false, signal)
  }
  for (let frame = windows; frame < length; frame++) finish(frame)
  spareSums.giveBack(sums)
  await mixtures.settle(true, signal)
}
