import { inFlowTime } from '@sigmastream/core'
import { type Sampler, sampler } from '../sampler.js'
import { midpointMethod } from './dpm2.js'
import type { Ancestral } from './parts/ancestral.js'
import { ancestralFlow } from './parts/ancestral-flow.js'

/**
 * The midpoint rule in flow time, to a level below the next one, and noise that makes up for it.
 *
 * ```text
 * t_m = sqrt(t t_down),   x_m = x_t + (t_m - t) v(x_t, t)
 * x'  = x_t + (t_down - t) v(x_m, t_m), brought to the sigma of t_down, + noise up eps
 * t_down = t' (1 - eta (1 - t' / t)),   down = t_down / (1 - t_down),   down^2 + up^2 = to^2
 * ```
 *
 * Two calls a step, one to 0; order 2 without noise; eps from the lane `ancestral`. Latents
 * `[batch, channels, frames]`. Refused: eta outside 0..1, noise negative or not finite.
 * Law: from one start, another seed gives other bits.
 * Source: ComfyUI `sample_dpm_2_ancestral_RF`. In sigma: {@link dpm2Ancestral}; the split: {@link ancestralFlow}.
 *
 * @example
 * ```ts
 * import { callsOf, orThrow, plan } from '@sigmastream/core'
 * import { dpm2AncestralFlow } from '@sigmastream/samplers'
 *
 * const three = plan({ step: dpm2AncestralFlow(), schedule: [1e12, 9, 1, 0], shape: [1, 64, 128] })
 * console.log(orThrow(callsOf(three))) // 5
 * ```
 */
export const dpm2AncestralFlow = (options: Ancestral = {}): Sampler =>
  sampler(
    { order: 2, family: 'DPM-Solver', reference: 'ComfyUI sample_dpm_2_ancestral_RF' },
    ancestralFlow(options, inFlowTime(midpointMethod)),
  )
