import type { Refused } from '@sigmastream/core'
import { constant, encodeModel, input } from '@sigmastream/onnx'
import { add, gemm, mul, pad, softmax } from '@sigmastream/onnx/operators'
import type { either as E } from 'fp-ts'
import { shear, sumRows, unshear } from './diagonals.js'
import type { Patches } from './patches.js'

/** Below every logit that counts, and still finite. */
const NEVER = -1e30

/**
 * -|p|^2 / 2 of the patch that starts at each frame, and `NEVER` where a patch of `window` frames would leave its run.
 */
const offsetsOf = ({ channels, frames, data, runs }: Patches, window: number): Float32Array => {
  const energy = new Float64Array(frames + 1)
  // energy[f] is the energy of the frames before f; all indices are inside [frames, channels]
  for (let frame = 0; frame < frames; frame++) {
    let sum = 0
    for (let i = frame * channels; i < (frame + 1) * channels; i++) sum += data[i]! ** 2
    energy[frame + 1] = energy[frame]! + sum
  }
  const offsets = new Float32Array(frames).fill(NEVER)
  for (const { start, end } of runs) {
    for (let frame = start; frame + window <= end; frame++)
      offsets[frame] = -(energy[frame + window]! - energy[frame]!) / 2
  }
  return offsets
}

/** The sizes of one call of the graph: `rows` windows of `window` frames, at neighbouring frames. */
export interface WindowSizes {
  readonly window: number
  readonly rows: number
}

/** Frames that `rows` windows cover. */
export const spanOf = ({ window, rows }: WindowSizes): number => rows + window - 1

/**
 * The model as an ONNX graph: for each window x of a latent, the exact posterior mean under the patches p_i of the
 * exemplars,
 *
 *     sum_i w_i p_i,   w = softmax_i(-|x - p_i|^2 / (2 sigma^2) + preference_i),
 *
 * (De Bortoli, "Convergence of denoising diffusion models under the manifold hypothesis", 2022, eq.
 * 2), added up over the windows that cover a frame. |x|^2 is the same for every i and left out. Two products and a
 * softmax: windows one frame apart share their frames, so x . p is a sum along a diagonal of the products of single
 * frames, and no patch is ever copied out.
 *
 * Inputs: `x` [channels, span]; `used` [rows, 1], 1 for windows that count, 0 for others; `precision` [], 1 / sigma^2;
 * `preference` [span + frames + 1], the logarithm of each alignment's prior probability: of window r at exemplar frame
 * i, element span + i - r. Output: `sum` [channels, span], the estimates of the used windows added up.
 */
export const windowGraph = (patches: Patches, sizes: WindowSizes): E.Either<Refused, Uint8Array<ArrayBuffer>> => {
  const { channels, frames } = patches
  const { window, rows } = sizes
  const span = spanOf(sizes)
  const x = input('x', 'float32', [channels, span])
  const used = input('used', 'float32', [rows, 1])
  const precision = input('precision', 'float32', [])
  const preference = input('preference', 'float32', [span + frames + 1])
  const exemplars = constant({ type: 'float32', dims: [frames, channels], data: patches.data })
  const offsets = constant({ type: 'float32', dims: [frames], data: offsetsOf(patches, window) })

  const pairs = gemm(x, exemplars, { a: true, b: true })
  const matches = sumRows(shear(pairs, span, frames), span, window)
  const preferred = add(mul(matches, precision), preference)
  const logits = add(unshear(preferred, rows, span + frames + 1, span, frames), mul(offsets, precision))
  const weights = mul(softmax(logits), used)
  const spread = window - 1
  const padded = rows + 2 * spread
  const overlapped = sumRows(shear(pad(weights, [spread, 0], [spread, 0]), padded, frames), padded, window)
  const perFrame = unshear(overlapped, span, padded + frames + 1, span, frames)
  return encodeModel({ sum: gemm(exemplars, perFrame, { a: true, b: true }) })
}
