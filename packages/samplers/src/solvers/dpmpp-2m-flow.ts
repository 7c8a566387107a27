import { chain, denoise, multistepUpdate } from '@sigmastream/core'
import { pureNoise } from '@sigmastream/core/schedules'
import { type Sampler, sampler } from '../sampler.js'
import { dpmpp2mTo } from './dpmpp-2m.js'

/**
 * DPM-Solver++(2M) as flow models have it: what was said of pure noise is not extrapolated from.
 *
 * ```text
 * l  = log((1 - t) / t) = -log sigma,   r = (l(t) - l(t_before)) / (l(t') - l(t))
 * D' = (1 + 1 / (2 r)) D - 1 / (2 r) D_before;   D itself where t_before = 1, where l has no end
 * x' = (to / from) x + (1 - to / from) D'
 * ```
 *
 * One call a step, order 2, no noise; the first step, the one after t = 1 (sigma 1e12) and the one to 0 use D alone.
 * Latents `[batch, channels, frames]`. Nothing is refused.
 * Law: the flow model and the same model in sigma give one run, to rounding.
 * Source: Lu et al. 2022 (DPM-Solver++), alg. 2; stable-audio-tools `sample_flow_dpmpp`. Elsewhere it is
 * {@link dpmpp2m}, to the bit.
 *
 * @example
 * ```ts
 * import { constant, orThrow, plan, run, startAt } from '@sigmastream/core'
 * import { gaussianDenoiser } from '@sigmastream/core/analytic'
 * import { keyed } from '@sigmastream/core/noise'
 * import { dpmpp2mFlow } from '@sigmastream/samplers'
 *
 * // Gaussian data, from pure noise: the exact flow of 2 is at 2.828 at sigma 1.
 * const steps = plan({ step: dpmpp2mFlow(), schedule: [1e12, 30, 10, 5, 3, 2, 1.4, 1], shape: [1, 1, 1] })
 * const start = startAt(steps, constant([1, 1, 1], 2e12))
 * const { x } = orThrow(await run(start, { denoiser: gaussianDenoiser(0, 1), noise: keyed(7) })())
 * console.log(x.data[0]?.toFixed(3)) // 2.787
 * ```
 */
export const dpmpp2mFlow = (): Sampler =>
  sampler(
    {
      order: 2,
      family: 'DPM-Solver++',
      reference: 'Lu et al. 2022 (DPM-Solver++), alg. 2; stable-audio-tools sample_flow_dpmpp',
    },
    chain(
      denoise,
      multistepUpdate('dpmpp2mFlowUpdate', 2, ({ at, x, past: [newest, previous] }) =>
        dpmpp2mTo(at, x, newest, previous !== undefined && previous.sigma < pureNoise ? previous : undefined),
      ),
    ),
  )
