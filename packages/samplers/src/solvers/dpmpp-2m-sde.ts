import { chain, combine, denoise, line, multistepUpdate } from '@sigmastream/core'
import { type Sampler, sampler } from '../sampler.js'
import type { Ancestral } from './parts/ancestral.js'
import { logStep } from './parts/log-sigma.js'
import { sdeNoise } from './parts/sde-noise.js'

/** How the second-order term is weighed. */
export type SecondOrder = 'midpoint' | 'heun'

/** Options of DPM-Solver++(2M) SDE. */
export interface Dpmpp2mSde extends Ancestral {
  readonly solver?: SecondOrder
}

/**
 * DPM-Solver++(2M) as an SDE: two evaluations, one call, and noise in each step.
 *
 * ```text
 * h  = log(from / to),   s = (1 + eta) h,   r = h_before / h
 * x' = e^-s x + (1 - e^-s) D + w (D - D_before) / r + noise to sqrt(1 - e^(-2 eta h)) eps
 * w  = (1 - e^-s) / 2 (midpoint), or 1 - (1 - e^-s) / s (heun)
 * ```
 *
 * Order 2 without noise; the step to 0 is the denoised; eps from the lane `ancestral`. Latents
 * `[batch, channels, frames]`. Refused: eta or noise negative or not finite.
 * Law: the same seed gives the same bits, run after run.
 * Source: Lu et al. 2022 (DPM-Solver++), section 5; k-diffusion `sample_dpmpp_2m_sde`. One more term:
 * {@link dpmpp3mSde}.
 *
 * @example
 * ```ts
 * import { orThrow, plan, run } from '@sigmastream/core'
 * import { gaussianDenoiser } from '@sigmastream/core/analytic'
 * import { keyed } from '@sigmastream/core/noise'
 * import { dpmpp2mSde } from '@sigmastream/samplers'
 *
 * const steps = plan({ step: dpmpp2mSde({ solver: 'heun' }), schedule: [9, 3, 1, 0], shape: [1, 2, 4] })
 * const one = async (seed: number) =>
 *   orThrow(await run(steps, { denoiser: gaussianDenoiser(0, 1), noise: keyed(seed) })()).x.data[0]
 * console.log((await one(7)) === (await one(7)), (await one(7)) === (await one(8))) // true false
 * ```
 */
export const dpmpp2mSde = ({ solver = 'midpoint', eta = 1, noise = 1 }: Dpmpp2mSde = {}): Sampler =>
  sampler(
    {
      order: 2,
      family: 'DPM-Solver++',
      reference:
        solver === 'midpoint'
          ? 'Lu et al. 2022 (DPM-Solver++), section 5; k-diffusion sample_dpmpp_2m_sde'
          : 'k-diffusion sample_dpmpp_2m_sde, solver_type heun',
    },
    chain(
      denoise,
      multistepUpdate('dpmpp2mSdeUpdate', 2, ({ at, x, past: [{ denoised, ...newest }, previous] }) => {
        if (at.to === 0) return combine(...line({ ...newest, denoised }, at))
        const span = (1 + eta) * logStep(at)
        const gain = -Math.expm1(-span)
        if (previous === undefined) return combine([1 - gain, x], [gain, denoised])
        const ratio = logStep({ from: previous.sigma, to: at.from }) / logStep(at)
        const second = (solver === 'midpoint' ? gain / 2 : 1 - gain / span) / ratio
        return combine([1 - gain, x], [gain + second, denoised], [-second, previous.denoised])
      }),
      sdeNoise({ eta, noise }),
    ),
  )
