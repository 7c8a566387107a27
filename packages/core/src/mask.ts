import type { Refusable } from './errors.js'
import type { Latent } from './latent.js'

/**
 * Which elements are to be generated: 1, and 0 where the reference is kept; between, in proportion. A latent
 * `[batch, channels, frames]` like any other; one that was made of regions may carry a refusal.
 */
export type Mask = Latent & Refusable
