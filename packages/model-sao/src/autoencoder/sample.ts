import { build, type Latent, type Refused, refuse, sameShape, showShape } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { channelsOf } from './stretch.js'

/** What audio is encoded to, each `[batch, latentChannels, frames]`: the distribution of its latent, and one latent. */
export interface LatentDistribution {
  readonly mean: Latent
  /** Standard deviations. */
  readonly std: Latent
  /** mean + std noise, or the mean itself where no noise was given. */
  readonly latent: Latent
}

/** mean + std noise. All have one shape, so every index is inside. */
const sampleFrom = (mean: Latent, std: Latent, noise: Latent): Latent =>
  build(mean.shape, (out) => {
    for (let i = 0; i < out.length; i++) out[i] = mean.data[i]! + std.data[i]! * noise.data[i]!
  })

/** The noise where it is of the shape that `frames` frames have, or `Refused`. */
export const checkNoise = (noise: Latent | undefined, shape: Latent['shape']): E.Either<Refused, Latent | undefined> =>
  noise === undefined || sameShape(noise.shape, shape)
    ? E.right(noise)
    : refuse('encoder', `noise of ${showShape(noise.shape)}`, `noise of ${showShape(shape)}, the latent's shape`)

/**
 * The means and standard deviations of `posterior` `[batch, 2 latentChannels, frames]` apart, with a latent drawn by
 * the noise. Source: stable-audio-tools `models/bottleneck.py`, `vae_sample`.
 */
export const distributionOf = (posterior: Latent, noise: Latent | undefined): LatentDistribution => {
  const count = posterior.shape[1] / 2
  const mean = channelsOf(posterior, 0, count)
  const std = channelsOf(posterior, count, 2 * count)
  return { mean, std, latent: noise === undefined ? mean : sampleFrom(mean, std, noise) }
}
