import { sigmaOfTime } from '@sigmastream/core/schedules'
import { type Sampler, sampler } from '../sampler.js'
import { dpmpp2sBy } from './dpmpp-2s-ancestral.js'
import type { Ancestral } from './parts/ancestral.js'
import { ancestralFlow } from './parts/ancestral-flow.js'
import { between } from './parts/log-sigma.js'

// From t = 1 the middle would be t = 1 again, and the second call would tell what the first has told.
const latestMiddle = sigmaOfTime(0.9999)

/**
 * DPM-Solver++(2S), from the start straight at what the denoiser says in the middle, with noise split in flow time.
 *
 * ```text
 * m  = sqrt(from down), at most the sigma of t = 0.9999,   xm = x + (m - from) d
 * x' = (down / from) x + (1 - down / from) D(xm, m) + noise up eps
 * t_down = t' (1 - eta (1 - t' / t)),   down = t_down / (1 - t_down),   down^2 + up^2 = to^2
 * ```
 *
 * Two calls a step, one to 0; order 2 without noise; eps from the lane `ancestral`. Latents
 * `[batch, channels, frames]`. Refused: eta outside 0..1, noise negative or not finite.
 * Law: without noise, the order of convergence is at least 2.
 * Source: Lu et al. 2022 (DPM-Solver++), alg. 1; ComfyUI `sample_dpmpp_2s_ancestral_RF`. The middle is that of
 * {@link dpmpp2sAncestral}, the split that of {@link ancestralFlow}.
 *
 * @example
 * ```ts
 * import { callsOf, orThrow, plan } from '@sigmastream/core'
 * import { dpmpp2sAncestralFlow } from '@sigmastream/samplers'
 *
 * const three = plan({ step: dpmpp2sAncestralFlow(), schedule: [1e12, 9, 1, 0], shape: [1, 64, 128] })
 * console.log(orThrow(callsOf(three))) // 5
 * ```
 */
export const dpmpp2sAncestralFlow = (options: Ancestral = {}): Sampler =>
  sampler(
    {
      order: 2,
      family: 'DPM-Solver++',
      reference: 'Lu et al. 2022 (DPM-Solver++), alg. 1; ComfyUI sample_dpmpp_2s_ancestral_RF',
    },
    ancestralFlow(
      options,
      dpmpp2sBy((at) => Math.min(latestMiddle, between(at, 0.5))),
    ),
  )
