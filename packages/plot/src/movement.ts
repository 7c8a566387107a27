import type { Latent } from '@sigmastream/core'

/**
 * How far the denoised estimate of step `step`, which counts from 0, moved: the rms of its change from the estimate
 * before.
 */
export interface Movement {
  readonly step: number
  readonly rms: number
}

/** sqrt(mean((b - a)^2)) over all elements of two latents of equal shape `[batch, channels, frames]`. */
export const rmsChange = (a: Latent, b: Latent): number => {
  let sum = 0
  // the shapes are equal, so i is inside both
  for (let i = 0; i < a.data.length; i++) sum += (b.data[i]! - a.data[i]!) ** 2
  return Math.sqrt(sum / a.data.length)
}
