import { addNoise, chain, combine, denoise, line, multistepUpdate, type Step } from '@sigmastream/core'
import { type Sampler, sampler } from '../sampler.js'
import { type Ancestral, ancestralLane, badAncestral } from './parts/ancestral.js'
import { logStep } from './parts/log-sigma.js'
import { withRefusal } from './parts/with-refusal.js'

/** How the second-order term is weighed. */
export type SecondOrder = 'midpoint' | 'heun'

/** Options of DPM-Solver++(2M) SDE. */
export interface Dpmpp2mSde extends Ancestral {
  readonly solver?: SecondOrder
}

/** The noise that ends a step of the SDE solvers: to * sqrt(1 - (to/from)^(2 eta)); none at `to` = 0 or eta 0. */
export const sdeNoise = ({ eta = 1, noise = 1 }: Ancestral): Step =>
  withRefusal(
    badAncestral({ eta, noise }),
    addNoise(ancestralLane, (at) =>
      eta === 0 || at.to === 0 ? null : { scale: noise * at.to * Math.sqrt(-Math.expm1(-2 * eta * logStep(at))), at },
    ),
  )

/**
 * DPM-Solver++(2M) SDE: k-diffusion `sample_dpmpp_2m_sde`; Lu et al. 2022 (DPM-Solver++), section 5. The step to 0 is
 * the denoised.
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
