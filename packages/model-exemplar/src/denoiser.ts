import { build, type Denoiser, type Latent, sameShape, showShape } from '@sigmastream/core'
import { rowsOf, setRows } from './frame-rows.js'
import { spareBuffers } from './spare-buffers.js'
import { coveredBy, precisionOf, type WindowRows } from './windows.js'

/**
 * The mean over windows of rows `[frames][channels]`, which they cover, for each of these frames: written over `out`, as
 * many rows.
 */
export type EstimateRows = (
  out: Float32Array,
  rows: Float32Array,
  windows: WindowRows,
  precision: number,
  signal: AbortSignal,
) => Promise<void>

/** What latents a denoiser takes. */
export interface DenoiserSizes {
  readonly channels: number
  /** Frames of a window. */
  readonly window: number
  /** What is answered outside of what is estimated; null where all is. */
  readonly reference: Latent | null
}

/**
 * The denoiser: the mean of the estimates of all windows that cover a frame; the frames of the reference, where it is
 * known. Rejects where the latent has other channels or another shape than the reference, or fewer frames than a
 * window, where its windows are too large (`WindowsTooLarge`), or where the engine fails. Each item is estimated alone.
 */
export const denoiserOf = (
  estimate: EstimateRows,
  planOf: (x: Latent, item: number) => readonly WindowRows[],
  { channels: own, window, reference }: DenoiserSizes,
): Denoiser => {
  const spare = spareBuffers((length): Float32Array => new Float32Array(length))
  return async (x, sigma, signal) => {
    const [batch, channels, frames] = x.shape
    if (channels !== own || frames < window) {
      throw new Error(`a latent of ${showShape(x.shape)} for a model of ${own} channels in windows of ${window} frames`)
    }
    if (reference !== null && !sameShape(reference.shape, x.shape)) {
      throw new Error(`a latent of ${showShape(x.shape)} beside a reference of ${showShape(reference.shape)}`)
    }
    const precision = precisionOf(sigma)
    const estimates: { readonly item: number; readonly windows: WindowRows; readonly rows: Float32Array }[] = []
    for (let item = 0; item < batch; item++)
      for (const windows of planOf(x, item)) {
        const covered = coveredBy(windows)
        const size = (covered.end - covered.start) * channels
        const here = rowsOf(x, item, covered, spare.lend(size))
        const rows = spare.lend(size)
        await estimate(rows, here, windows, precision, signal)
        spare.giveBack(here)
        estimates.push({ item, windows, rows })
      }
    return build(x.shape, (out) => {
      if (reference !== null) out.set(reference.data)
      for (const { item, windows, rows } of estimates) {
        const { first, estimated } = windows
        const estimatedRows = rows.subarray((estimated.start - first) * channels, (estimated.end - first) * channels)
        setRows(out, x.shape, item, estimated.start, estimatedRows)
        spare.giveBack(rows)
      }
    })
  }
}
