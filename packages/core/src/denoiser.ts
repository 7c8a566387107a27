import type { Refusable } from './errors.js'
import type { Latent } from './latent.js'

/**
 * The model, with its conditioning already inside: the expected clean latent given a noisy `x` at noise level `sigma`,
 * both `[batch, channels, frames]`. It may reject; the stage that asked turns that into `DenoiserFailed`.
 */
export type Denoiser = ((x: Latent, sigma: number, signal: AbortSignal) => Promise<Latent>) & Refusable
