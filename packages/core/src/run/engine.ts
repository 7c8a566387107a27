import type { Denoiser } from '../denoiser.js'
import type { NoiseSource } from '../noise/source.js'

/** What a plan needs to run: the model and the noise. */
export interface Engine {
  readonly denoiser: Denoiser
  readonly noise: NoiseSource
}
