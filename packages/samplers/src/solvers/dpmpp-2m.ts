import { chain, combine, denoise, line, multistepUpdate } from '@sigmastream/core'
import { type Sampler, sampler } from '../sampler.js'
import { logStep } from './parts/log-sigma.js'

/**
 * Euler's line at a denoised that is extrapolated from the last two; the first step, and the one to 0, at the newest
 * alone.
 */
const dpmpp2mUpdate = multistepUpdate('dpmpp2mUpdate', 2, ({ at, x, past: [newest, previous] }) => {
  if (previous === undefined || at.to === 0) return combine(...line(newest, at))
  const ratio = logStep({ from: previous.sigma, to: at.from }) / logStep(at)
  const lead = 1 / (2 * ratio)
  const keep = at.to / at.from
  return combine([keep, x], [(1 - keep) * (1 + lead), newest.denoised], [(keep - 1) * lead, previous.denoised])
})

/** DPM-Solver++(2M): k-diffusion `sample_dpmpp_2m`; Lu et al. 2022 (DPM-Solver++), alg. 2. One call, second order. */
export const dpmpp2m = (): Sampler =>
  sampler(
    {
      order: 2,
      family: 'DPM-Solver++',
      reference: 'Lu et al. 2022 (DPM-Solver++), alg. 2; k-diffusion sample_dpmpp_2m',
    },
    chain(denoise, dpmpp2mUpdate),
  )
