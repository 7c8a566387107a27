import type { Latent } from '@sigmastream/core'

/**
 * sqrt(mean(((low - high) / max(absolute, relative max(|low|, |before|)))^2)): 1 is just tolerable. One error for the
 * whole batch.
 */
export const errorOf = (low: Latent, high: Latent, before: Latent, relative: number, absolute: number): number => {
  const { length } = low.data
  let sum = 0
  for (let i = 0; i < length; i++) {
    const l = low.data[i]! // index below the length that low, high and before share
    const scale = Math.max(absolute, relative * Math.max(Math.abs(l), Math.abs(before.data[i]!))) // as above
    sum += ((l - high.data[i]!) / scale) ** 2 // as above
  }
  return Math.sqrt(sum / length)
}
