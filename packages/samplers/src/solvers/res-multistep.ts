import { chain, combine, denoise, type Levels, line, multistepUpdate, type Step } from '@sigmastream/core'
import { type Sampler, sampler } from '../sampler.js'
import { logStep } from './parts/log-sigma.js'

/** RES by its definition: `apart` is how far apart in log sigma the last two denoised lie. */
export const resMethod = (apart: (walked: Levels) => number): Step =>
  chain(
    denoise,
    multistepUpdate('resUpdate', 2, ({ at, x, past: [newest, previous] }) => {
      if (previous === undefined || at.to === 0) return combine(...line(newest, at))
      const h = logStep(at)
      const gain = -Math.expm1(-h)
      const lead = (h - gain) / apart({ from: previous.sigma, to: at.from })
      return combine([1 - gain, x], [gain + lead, newest.denoised], [-lead, previous.denoised])
    }),
  )

/**
 * RES multistep: a line through the last two denoised over log sigma, integrated exactly over the step.
 *
 * ```text
 * h  = log(from / to),   h_before = log(from_before / from)
 * x' = e^-h x + (1 - e^-h) D + (h - (1 - e^-h)) (D - D_before) / h_before
 * ```
 *
 * One call a step, order 2, no noise; the first step and the one to 0 use D alone. Where {@link dpmpp2m} approximates
 * the weight of the second term, by h (1 - e^-h) / 2, this has the integral itself. Latents `[batch, channels, frames]`.
 * Nothing is refused.
 * Law: exact where the denoised is a line in log sigma, on any list.
 * Source: Zhang et al. 2023 (RES, arXiv 2308.02157), the multistep form of their exponential solver; ComfyUI
 * `sample_res_multistep`.
 *
 * @example
 * ```ts
 * import { constant, orThrow, plan, run, startAt } from '@sigmastream/core'
 * import { gaussianDenoiser } from '@sigmastream/core/analytic'
 * import { keyed } from '@sigmastream/core/noise'
 * import { resMultistep } from '@sigmastream/samplers'
 *
 * // Gaussian data: the exact flow from 8 at sigma 4 is at 2.744 at sigma 1.
 * const steps = plan({ step: resMultistep(), schedule: [4, 2.8, 2, 1.4, 1], shape: [1, 1, 1] })
 * const start = startAt(steps, constant([1, 1, 1], 8))
 * const { x } = orThrow(await run(start, { denoiser: gaussianDenoiser(0, 1), noise: keyed(7) })())
 * console.log(x.data[0]?.toFixed(3)) // 2.723
 * ```
 */
export const resMultistep = (): Sampler =>
  sampler(
    { order: 2, family: 'multistep', reference: 'Zhang et al. 2023 (RES); ComfyUI sample_res_multistep' },
    resMethod(logStep),
  )
