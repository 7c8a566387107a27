import type { Denoiser } from '../denoiser.js'
import type { NoiseSource } from '../noise/source.js'

/** What a plan needs to run: the model and the noise. */
export interface Engine {
  readonly denoiser: Denoiser
  readonly noise: NoiseSource
}

/** What a step needs to run: an engine, and the number of intervals of the original schedule. */
export interface Runtime extends Engine {
  readonly steps: number
}
