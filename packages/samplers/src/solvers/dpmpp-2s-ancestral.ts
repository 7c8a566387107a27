import {
  chain,
  choose,
  combine,
  denoise,
  denoiseAt,
  eulerTo,
  type Interval,
  line,
  type Step,
  score,
  toZero,
  update,
} from '@sigmastream/core'
import { type Sampler, sampler } from '../sampler.js'
import { eulerMethod } from './euler.js'
import { type Ancestral, ancestral } from './parts/ancestral.js'
import { between } from './parts/log-sigma.js'

/** From the start of the interval straight at what the denoiser said in the middle. */
const towardMiddle = update('towardMiddle', 2, ({ at, past: [second, first] }) =>
  combine(...line({ ...first, denoised: second.denoised }, at)),
)

/** DPM-Solver++(2S) with its middle where it is told. */
export const dpmpp2sBy = (middle: (at: Interval) => number): Step =>
  choose(
    toZero,
    eulerMethod,
    chain(chain(denoise, score, eulerTo(middle)), denoiseAt(middle, 'denoise(middle)'), towardMiddle),
  )

/**
 * DPM-Solver++(2S): from the start straight at what the denoiser says in the middle, then noise.
 *
 * ```text
 * m  = sqrt(from down),   xm = x + (m - from) d
 * x' = (down / from) x + (1 - down / from) D(xm, m) + noise up eps
 * ```
 *
 * Two calls a step, one to 0; order 2 without noise; eps from the lane `ancestral`. Latents
 * `[batch, channels, frames]`. Refused: eta or noise negative or not finite.
 * Law: without noise, the order of convergence is at least 2.
 * Source: Lu et al. 2022 (DPM-Solver++), alg. 1; k-diffusion `sample_dpmpp_2s_ancestral`. See {@link ancestral}.
 *
 * @example
 * ```ts
 * import { constant, orThrow, plan, run, startAt } from '@sigmastream/core'
 * import { gaussianDenoiser } from '@sigmastream/core/analytic'
 * import { keyed } from '@sigmastream/core/noise'
 * import { dpmpp2sAncestral } from '@sigmastream/samplers'
 *
 * // Gaussian data: the exact flow from 8 at sigma 4 is at 2.744 at sigma 1.
 * const steps = plan({ step: dpmpp2sAncestral({ eta: 0 }), schedule: [4, 2.8, 2, 1.4, 1], shape: [1, 1, 1] })
 * const start = startAt(steps, constant([1, 1, 1], 8))
 * const { x } = orThrow(await run(start, { denoiser: gaussianDenoiser(0, 1), noise: keyed(7) })())
 * console.log(x.data[0]?.toFixed(3)) // 2.736
 * ```
 */
export const dpmpp2sAncestral = (options: Ancestral = {}): Sampler =>
  sampler(
    {
      order: 2,
      family: 'DPM-Solver++',
      reference: 'Lu et al. 2022 (DPM-Solver++), alg. 1; k-diffusion sample_dpmpp_2s_ancestral',
    },
    ancestral(
      options,
      dpmpp2sBy((at) => between(at, 0.5)),
    ),
  )
