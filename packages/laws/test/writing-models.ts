import type { Denoiser, Latent } from '@sigmastream/core'

/** Writes the values of one latent into another, which no model may do. */
export const fill = (into: Latent, from: Latent): Latent => {
  if (into.data instanceof Float32Array) into.data.set(from.data.slice())
  return into
}

/** The same model, its answer written into the x that it is given. */
export const inPlace =
  (model: Denoiser): Denoiser =>
  async (x, sigma, signal) =>
    fill(x, await model(x, sigma, signal))

/** The same model, every answer in `place`: as one does that was given a buffer for its result once. */
export const inOneBuffer =
  (model: Denoiser, place: Latent): Denoiser =>
  async (x, sigma, signal) =>
    fill(place, await model(x, sigma, signal))
