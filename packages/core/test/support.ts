import { gaussianDenoiser, testNoise } from '@sigmastream/laws'
import { build, type Denoiser, type Engine, type Latent, type NoiseSource, type Shape } from '../src/index.js'

export const shape: Shape = [1, 2, 3]

/** A latent of `shape` with these values. */
export const filled = (...values: readonly number[]): Latent => build(shape, (out) => out.set(values))

/** An engine whose model and noise do what they should, unless told otherwise. */
export const engine = (other: { readonly denoiser?: Denoiser; readonly noise?: NoiseSource } = {}): Engine => ({
  denoiser: gaussianDenoiser(0.5, 1),
  noise: testNoise(7),
  ...other,
})

export const never = new AbortController().signal
