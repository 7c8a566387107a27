import { type Sampler, sampler } from '../sampler.js'
import { eulerMethod } from './euler.js'
import { type Ancestral, ancestral } from './parts/ancestral.js'

/**
 * Euler steps that aim below the next sigma, and noise that makes up for it.
 *
 * ```text
 * x' = x + (down - from) d + noise up eps,   down^2 + up^2 = to^2
 * ```
 *
 * One call a step, order 1 without noise; eps from the lane `ancestral`, none at `to` = 0. Latents
 * `[batch, channels, frames]`. Refused: eta or noise negative or not finite.
 * Law: from one start, another seed gives other bits, and with eta 0 none.
 * Source: k-diffusion `sample_euler_ancestral`. The split is that of {@link ancestral}.
 *
 * @example
 * ```ts
 * import { eulerAncestral } from '@sigmastream/samplers'
 *
 * const at = { index: 0, of: 2, from: 4, to: 1 }
 * console.log(eulerAncestral().draws(at).join()) // ancestral
 * console.log(eulerAncestral({ eta: 0 }).draws(at).length) // 0
 * ```
 */
export const eulerAncestral = (options: Ancestral = {}): Sampler =>
  sampler(
    { order: 1, family: 'Euler', reference: 'k-diffusion sample_euler_ancestral' },
    ancestral(options, eulerMethod),
  )
