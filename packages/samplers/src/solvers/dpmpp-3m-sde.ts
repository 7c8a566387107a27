import { chain, combine, denoise, line, multistepUpdate } from '@sigmastream/core'
import { type Sampler, sampler } from '../sampler.js'
import { sdeNoise } from './dpmpp-2m-sde.js'
import type { Ancestral } from './parts/ancestral.js'
import { logStep } from './parts/log-sigma.js'

/**
 * DPM-Solver++(3M) SDE: k-diffusion `sample_dpmpp_3m_sde`. First order with one evaluation, second with two, third with
 * three; the step to 0 is the denoised. The finite differences are collected into one weight for each past denoised. Its order without
 * noise is 2, as measured: its finite differences are not those of a third-order method. Refused: bad `Ancestral`
 * options.
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
