import { type Sampler, sampler } from '../sampler.js'
import { eulerMethod } from './euler.js'
import type { Ancestral } from './parts/ancestral.js'
import { ancestralFlow } from './parts/ancestral-flow.js'

/**
 * Euler steps that aim below the next level, and noise that makes up for it, split in the time of flow models.
 *
 * ```text
 * x' = x + (down - from) d + noise up eps,   down^2 + up^2 = to^2,   down = t_down / (1 - t_down)
 * t_down = t' (1 - eta (1 - t' / t)),        t = sigma / (1 + sigma)
 * ```
 *
 * One call a step, order 1 without noise; eps from the lane `ancestral`, none at `to` = 0. Latents
 * `[batch, channels, frames]`. Refused: eta outside 0..1, noise negative or not finite.
 * Law: from one start, another seed gives other bits, and with eta 0 none.
 * Source: ComfyUI `sample_euler_ancestral_RF`; diffusers `LTXEulerAncestralRFScheduler`. The split is that of
 * {@link ancestralFlow}; in sigma: {@link eulerAncestral}.
 *
 * @example
 * ```ts
 * import { eulerAncestralFlow } from '@sigmastream/samplers'
 *
 * const at = { index: 0, of: 2, from: 1e12, to: 3 }
 * console.log(eulerAncestralFlow().draws(at).join()) // ancestral
 * console.log(eulerAncestralFlow({ eta: 0 }).draws(at).length) // 0
 * ```
 */
export const eulerAncestralFlow = (options: Ancestral = {}): Sampler =>
  sampler(
    {
      order: 1,
      family: 'Euler',
      reference: 'ComfyUI sample_euler_ancestral_RF; diffusers LTXEulerAncestralRFScheduler',
    },
    ancestralFlow(options, eulerMethod),
  )
