import type { Latent, Shape } from '@sigmastream/core'

/**
 * Noise that the reference of Stable Audio 3 adds in every encoding and decoding, as it does in training: standard
 * normal, scaled by the configuration. Without it a result is one and the same, and a little cleaner.
 */
export interface InferenceNoise {
  /** Added to the latents. */
  readonly latents?: Latent
  /** Added to the tokens that stand for what is to be made. */
  readonly tokens?: Latent
}

/** The shapes of the noise of one run, in the order in which the reference draws it; what is not there is not drawn. */
export interface InferenceNoiseShapes {
  readonly latents?: Shape
  readonly tokens?: Shape
}
