/**
 * What every autoencoder makes of what: audio `[batch, audioChannels, samples]`, latents
 * `[batch, latentChannels, frames]`.
 */
export interface SoundGeometry {
  readonly audioChannels: number
  readonly latentChannels: number
  /** Samples of one latent frame. */
  readonly frameSamples: number
}
