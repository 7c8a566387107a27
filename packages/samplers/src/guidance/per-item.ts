import { build, type Latent } from '@sigmastream/core'

/**
 * The sum of products a b over channels and frames of one item, in float64 and always in one order, so that an item of a
 * batch has the bits of the item alone.
 */
export const dot = ({ shape: [, channels, frames], data: a }: Latent, { data: b }: Latent, item: number): number => {
  const size = channels * frames
  let sum = 0
  for (let i = item * size; i < (item + 1) * size; i++) sum += a[i]! * b[i]! // inside the item, and a and b have one shape
  return sum
}

/** The Euclidean norm of one item, over channels and frames. */
export const norm = (a: Latent, item: number): number => Math.sqrt(dot(a, a, item))

/** A linear combination of latents whose coefficients each item has of its own. */
export const combineItems = (
  latents: readonly [Latent, ...Latent[]],
  coefficientsOf: (item: number) => readonly number[],
): Latent => {
  const { shape } = latents[0]
  const [batch, channels, frames] = shape
  const size = channels * frames
  return build(shape, (out) => {
    for (let item = 0; item < batch; item++) {
      const coefficients = coefficientsOf(item)
      for (let i = item * size; i < (item + 1) * size; i++)
        out[i] = latents.reduce((sum, { data }, k) => sum + coefficients[k]! * data[i]!, 0) // as many as latents, of one shape
    }
  })
}
