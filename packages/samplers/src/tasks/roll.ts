import { build, type Latent } from '@sigmastream/core'

/**
 * Every frame `by` places later, those that leave the end at the beginning: frame f of x is frame f + by of the result,
 * round the ring. `[batch, channels, frames]`. Throws where `by` is no whole number.
 */
export const roll = (x: Latent, by: number): Latent => {
  if (!Number.isSafeInteger(by)) throw new RangeError(`a roll by ${by} frames: give a whole number of them`)
  const frames = x.shape[2]
  const shift = ((by % frames) + frames) % frames
  if (shift === 0) return x
  return build(x.shape, (out) => {
    for (let row = 0; row < out.length; row += frames) {
      out.set(x.data.subarray(row, row + frames - shift), row + shift)
      out.set(x.data.subarray(row + frames - shift, row + frames), row)
    }
  })
}
