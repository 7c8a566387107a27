import type { Denoiser } from '../denoiser.js'
import { build, type Latent } from '../latent.js'

/** A denoiser from a pure function: no waiting, no failure. */
export const pure =
  (f: (x: Latent, sigma: number) => Latent): Denoiser =>
  (x, sigma) =>
    Promise.resolve(f(x, sigma))

/** The data is one point: the answer is always `x0` `[batch, channels, frames]`. */
export const pointDenoiser = (x0: Latent): Denoiser => pure(() => x0)

/**
 * The data is Gaussian, every element N(mean, deviation^2): D = mean + deviation^2 / (deviation^2 + sigma^2) (x -
 * mean).
 */
export const gaussianDenoiser = (mean: number, deviation: number): Denoiser =>
  pure((x, sigma) => {
    const shrink = deviation ** 2 / (deviation ** 2 + sigma ** 2)
    return build(x.shape, (out) => x.data.slice().forEach((value, i) => (out[i] = mean + shrink * (value - mean))))
  })

/**
 * The probability flow of `gaussianDenoiser` in closed form: x at `from` carried to `to`, mean + sqrt((deviation^2 +
 * to^2) / (deviation^2 + from^2)) (x - mean). Karras et al. 2022, eq. 1, solved for a Gaussian.
 */
export const gaussianFlow = (mean: number, deviation: number, x: Latent, from: number, to: number): Latent => {
  const ratio = Math.sqrt((deviation ** 2 + to ** 2) / (deviation ** 2 + from ** 2))
  return build(x.shape, (out) => x.data.slice().forEach((value, i) => (out[i] = mean + ratio * (value - mean))))
}

/** D = slope x + offset at every sigma: the simplest denoiser that depends on x. */
export const linearDenoiser = (slope: number, offset: number): Denoiser =>
  pure((x) => build(x.shape, (out) => x.data.slice().forEach((value, i) => (out[i] = slope * value + offset))))

/**
 * The probability flow of `linearDenoiser` in closed form: x at `from` carried to `to`, c + (to / from)^(1 - slope) (x
 * - c) with c = offset / (1 - slope), and x - offset log(to / from) at slope 1. Karras et al. 2022, eq. 1, solved for D
 * = slope x + offset.
 */
export const linearFlow = (slope: number, offset: number, x: Latent, from: number, to: number): Latent => {
  const rest = offset / (1 - slope)
  const ratio = (to / from) ** (1 - slope)
  const at =
    slope === 1
      ? (value: number) => value - offset * Math.log(to / from)
      : (value: number) => rest + ratio * (value - rest)
  return build(x.shape, (out) => x.data.slice().forEach((value, i) => (out[i] = at(value))))
}

/**
 * Means `[components, channels, frames]`, their weights (summing to 1), and one deviation for all components and
 * elements.
 */
export interface Mixture {
  readonly means: Latent
  readonly weights: readonly number[]
  readonly deviation: number
}

/** The mean of an item's elements under the posterior over the components, computed in float64. */
const posteriorMean = (
  x: Latent,
  sigma: number,
  { means, weights, deviation }: Mixture,
  first: number,
  size: number,
  out: Float32Array,
): void => {
  const variance = deviation ** 2 + sigma ** 2
  // Offsets stay below the lengths: an item and a component both have `size` elements.
  const logs = weights.map((weight, k) => {
    let distance = 0
    for (let i = 0; i < size; i++) distance += (x.data[first + i]! - means.data[k * size + i]!) ** 2
    return Math.log(weight) - distance / (2 * variance)
  })
  const top = Math.max(...logs)
  const shares = logs.map((log) => Math.exp(log - top))
  const total = shares.reduce((sum, share) => sum + share, 0)
  const shrink = deviation ** 2 / variance
  for (let i = 0; i < size; i++) {
    const mean = shares.reduce((sum, share, k) => sum + (share / total) * means.data[k * size + i]!, 0)
    out[first + i] = mean + shrink * (x.data[first + i]! - mean)
  }
}

/**
 * The data is a mixture of isotropic Gaussians: D = sum_k w_k(x) (mean_k + deviation^2 / (deviation^2 + sigma^2) (x -
 * mean_k)) with w the posterior over components. Every item of a batch `[batch, channels, frames]` is alone with the
 * mixture.
 */
export const mixtureDenoiser = (mixture: Mixture): Denoiser =>
  pure((x, sigma) =>
    build(x.shape, (out) => {
      const [batch, channels, frames] = x.shape
      for (let item = 0; item < batch; item++)
        posteriorMean(x, sigma, mixture, item * channels * frames, channels * frames, out)
    }),
  )
