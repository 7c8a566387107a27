import { chain, combine, denoise, eulerLine, type Step } from '@sigmastream/core'
import { logStep } from './parts/log-sigma.js'
import { update } from './parts/update.js'

/**
 * Euler's line at a denoised that is extrapolated from the last two; the first step, and the one to 0, at the newest
 * alone.
 */
const dpmpp2mUpdate = update(
  'dpmpp2mUpdate',
  ({ at, x, denoised, past: [, previous] }) => {
    if (previous === undefined || at.to === 0) return eulerLine(x, denoised, at)
    const ratio = logStep({ from: previous.sigma, to: at.from }) / logStep(at)
    const lead = 1 / (2 * ratio)
    const keep = at.to / at.from
    return combine([keep, x], [(1 - keep) * (1 + lead), denoised], [(keep - 1) * lead, previous.denoised])
  },
  2,
)

/** DPM-Solver++(2M): k-diffusion `sample_dpmpp_2m`; Lu et al. 2022 (DPM-Solver++), alg. 2. One call, second order. */
export const dpmpp2m: Step = chain(denoise, dpmpp2mUpdate)
