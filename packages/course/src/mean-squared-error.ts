import type { Latent } from '@sigmastream/core'

/**
 * The mean of the squared differences of pairs of latents, each of one shape: `torch.nn.functional.mse_loss` over all
 * of them. NaN where there is none.
 */
export const meanSquaredError = (pairs: readonly (readonly [Latent, Latent])[]): number => {
  const [sum, count] = pairs.reduce(
    ([before, counted], [a, b]) => [
      // Of one shape: every index is inside both.
      a.data.slice().reduce((squares, value, i) => squares + (value - b.data[i]!) ** 2, before),
      counted + a.data.length,
    ],
    [0, 0],
  )
  return sum / count
}
