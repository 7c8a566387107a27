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
 * Soft borders: outside each region the mask falls from 1 to 0 over `width` frames as a half cosine, so what was asked
 * for is regenerated whole and the blend happens in its surroundings. Width 0 is the mask itself. With a width that is
 * not a whole number of at least 0 the mask carries a refusal, as one does that came with it.
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
