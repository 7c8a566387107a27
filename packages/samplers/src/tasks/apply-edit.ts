import { build, type Latent } from '@sigmastream/core'

/**
 * The reference with an edit in it.
 *
 * ```text
 * x + delta,   and x itself, to the bit, where delta is 0
 * ```
 *
 * Both `[batch, channels, frames]`, of one shape. Nothing is refused. Of {@link editing} it is what is heard, at the end
 * and of the denoised of each step.
 *
 * @example
 * ```ts
 * import { combine, constant } from '@sigmastream/core'
 * import { applyEdit, maskOfRanges } from '@sigmastream/samplers'
 *
 * const delta = combine([0.5, maskOfRanges([1, 1, 4], [{ start: 1, end: 3 }])])
 * console.log([...applyEdit(constant([1, 1, 4], 2), delta).data].join(' ')) // 2 2.5 2.5 2
 * ```
 */
export const applyEdit = (reference: Latent, delta: Latent): Latent =>
  build(reference.shape, (out) => {
    out.set(reference.data)
    // of one shape
    delta.data.slice().forEach((change, i) => (out[i] = change === 0 ? out[i]! : out[i]! + change))
  })
