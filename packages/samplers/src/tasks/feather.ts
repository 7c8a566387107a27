import { build, type Mask, refusal } from '@sigmastream/core'

/** For each frame of a row, how far it is from the nearest frame that is 1 there (0 on such a frame). */
const distances = (row: readonly number[]): readonly number[] => {
  const out = row.map((value) => (value === 1 ? 0 : Infinity))
  // Indices run within the row, forward and then backward.
  for (let i = 1; i < out.length; i++) out[i] = Math.min(out[i]!, out[i - 1]! + 1)
  for (let i = out.length - 2; i >= 0; i--) out[i] = Math.min(out[i]!, out[i + 1]! + 1)
  return out
}

/**
 * Soft borders: the mask falls from 1 to 0 outside each region, so what was asked for is made whole and blends around
 * it.
 *
 * ```text
 * 1/2 + 1/2 cos(pi distance / (width + 1)),   distance to the nearest frame that is 1; 0 beyond `width`
 * ```
 *
 * Width in frames; masks `[batch, channels, frames]`. Refused, by the plan that takes the mask: a width that is not a
 * whole number of at least 0, and what the mask carried already.
 * Law: width 0 is the mask itself. See {@link maskOf}.
 *
 * @example
 * ```ts
 * import { feather, maskOfRanges } from '@sigmastream/samplers'
 *
 * const soft = feather(maskOfRanges([1, 1, 6], [{ start: 3, end: 6 }]), 2)
 * console.log([...soft.data].map((value) => value.toFixed(2)).join(' ')) // 0.00 0.25 0.75 1.00 1.00 1.00
 * ```
 */
export const feather = (mask: Mask, width: number): Mask => {
  if (mask.refusal !== undefined || width === 0) return mask
  if (!Number.isSafeInteger(width) || width < 0)
    return { ...mask, refusal: refusal('the feather', `a width of ${width} frames`, 'a whole number of at least 0') }
  const frames = mask.shape[2]
  return build(mask.shape, (out) => {
    for (let row = 0; row < out.length; row += frames) {
      const far = distances([...mask.data.subarray(row, row + frames)])
      far.forEach((distance, i) => {
        out[row + i] = distance > width ? 0 : 0.5 + 0.5 * Math.cos((Math.PI * distance) / (width + 1))
      })
    }
  })
}
