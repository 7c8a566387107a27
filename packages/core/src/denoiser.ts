import type { Refusable } from './errors.js'
import type { Latent } from './latent.js'

/**
 * The model, with its conditioning already inside: the expected clean latent given a noisy `x` at noise level `sigma`,
 * both `[batch, channels, frames]`. It writes into no latent: x belongs to the solver, and an answer, once given, to
 * whoever keeps it, so each call has memory of its own (`checkDenoiser` of `frames` and the law kit look). It may
 * reject; the stage that asked turns that into `DenoiserFailed`.
 */
export type Denoiser = ((x: Latent, sigma: number, signal: AbortSignal) => Promise<Latent>) & Refusable
