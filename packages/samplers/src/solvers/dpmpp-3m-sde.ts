import { chain, combine, denoise, line, multistepUpdate } from '@sigmastream/core'
import { type Sampler, sampler } from '../sampler.js'
import type { Ancestral } from './parts/ancestral.js'
import { logStep } from './parts/log-sigma.js'
import { sdeNoise } from './parts/sde-noise.js'

/**
 * DPM-Solver++(3M) as an SDE: three evaluations, one call, and noise in each step.
 *
 * ```text
 * s  = (1 + eta) h,   phi2 = 1 - (1 - e^-s) / s,   phi3 = phi2 / s - 1/2
 * x' = e^-s x + (1 - e^-s) D + phi2 d1 - phi3 d2 + noise to sqrt(1 - e^(-2 eta h)) eps
 * ```
 *
 * d1 and d2 are the first and second difference of the last three denoised; one evaluation less leaves a term out, and
 * the step to 0 is the denoised. Latents `[batch, channels, frames]`. Refused: eta or noise negative or not finite.
 * Law: without noise, the order of convergence is at least 2, not 3: these differences are not those of a third-order
 * method.
 * Source: k-diffusion `sample_dpmpp_3m_sde`. With two evaluations: {@link dpmpp2mSde}.
 *
 * @example
 * ```ts
 * import { constant, orThrow, plan, run, startAt } from '@sigmastream/core'
 * import { gaussianDenoiser } from '@sigmastream/core/analytic'
 * import { keyed } from '@sigmastream/core/noise'
 * import { dpmpp3mSde } from '@sigmastream/samplers'
 *
 * // Gaussian data: the exact flow from 8 at sigma 4 is at 2.744 at sigma 1.
 * const steps = plan({ step: dpmpp3mSde({ eta: 0 }), schedule: [4, 2.8, 2, 1.4, 1], shape: [1, 1, 1] })
 * const start = startAt(steps, constant([1, 1, 1], 8))
 * const { x } = orThrow(await run(start, { denoiser: gaussianDenoiser(0, 1), noise: keyed(7) })())
 * console.log(x.data[0]?.toFixed(3)) // 2.730
 * ```
 */
export const dpmpp3mSde = ({ eta = 1, noise = 1 }: Ancestral = {}): Sampler =>
  sampler(
    { order: 2, family: 'DPM-Solver++', reference: 'k-diffusion sample_dpmpp_3m_sde' },
    chain(
      denoise,
      multistepUpdate('dpmpp3mSdeUpdate', 3, ({ at, x, past: [newest, one, two] }) => {
        const { denoised } = newest
        if (at.to === 0) return combine(...line(newest, at))
        const h = logStep(at)
        const span = (1 + eta) * h
        const gain = -Math.expm1(-span)
        if (one === undefined) return combine([1 - gain, x], [gain, denoised])
        const phi2 = 1 - gain / span
        const r0 = logStep({ from: one.sigma, to: at.from }) / h
        if (two === undefined) return combine([1 - gain, x], [gain + phi2 / r0, denoised], [-phi2 / r0, one.denoised])
        const phi3 = phi2 / span - 0.5
        const r1 = logStep({ from: two.sigma, to: one.sigma }) / h
        // d1 = near + (near - far) r0 / (r0 + r1) and d2 = (near - far) / (r0 + r1), of the differences near =
        // (denoised - one) / r0 and far = (one - two) / r1, weigh phi2 d1 - phi3 d2.
        const near = phi2 + (phi2 * r0 - phi3) / (r0 + r1)
        const far = -(phi2 * r0 - phi3) / (r0 + r1)
        return combine(
          [1 - gain, x],
          [gain + near / r0, denoised],
          [far / r1 - near / r0, one.denoised],
          [-far / r1, two.denoised],
        )
      }),
      sdeNoise({ eta, noise }),
    ),
  )
