import type { Levels } from '@sigmastream/core'
import { type Sampler, sampler } from '../sampler.js'
import { type Ancestral, ancestral, ancestralSplit } from './parts/ancestral.js'
import { logStep } from './parts/log-sigma.js'
import { resMethod } from './res-multistep.js'

/**
 * How far apart the last two denoised lie on the flow: as far as the step between them aimed. Where eta is 1 that is twice
 * the way, and they differ twice as much as on the flow, for the noise between them is part of the second alone.
 */
const aimedApart =
  (eta: number) =>
  (walked: Levels): number =>
    logStep({ ...walked, to: ancestralSplit(walked, eta).down })

/**
 * RES multistep that aims below the next sigma, and noise that makes up for it.
 *
 * ```text
 * x' = res(x; from to down, h_before) + noise up eps,   down^2 + up^2 = to^2
 * ```
 *
 * One call a step, order 2 without noise; eps from the lane `ancestral`, none at `to` = 0. h_before of {@link resMultistep}
 * is log(from_before / down_before): as far as the step before aimed, not as far as it came. Latents
 * `[batch, channels, frames]`. Refused: eta or noise negative or not finite.
 * Law: the weak order of convergence is at least 2, which it is with no other h_before.
 * Source: Zhang et al. 2023 (RES, arXiv 2308.02157); ComfyUI `sample_res_multistep_ancestral`. See {@link ancestral}.
 *
 * @example
 * ```ts
 * import { callsOf, orThrow, plan } from '@sigmastream/core'
 * import { resMultistepAncestral } from '@sigmastream/samplers'
 *
 * const three = plan({ step: resMultistepAncestral(), schedule: [4, 2, 1, 0], shape: [1, 64, 128] })
 * console.log(orThrow(callsOf(three))) // 3
 * ```
 */
export const resMultistepAncestral = ({ eta = 1, noise = 1 }: Ancestral = {}): Sampler =>
  sampler(
    { order: 2, family: 'multistep', reference: 'Zhang et al. 2023 (RES); ComfyUI sample_res_multistep_ancestral' },
    ancestral({ eta, noise }, resMethod(aimedApart(eta))),
  )
