import {
  along,
  chain,
  choose,
  combine,
  denoise,
  denoiseAt,
  eulerTo,
  type Interval,
  type Step,
  score,
  span,
  toZero,
  update,
} from '@sigmastream/core'
import { type Sampler, sampler } from '../sampler.js'
import { eulerMethod } from './euler.js'
import { type Ancestral, ancestral } from './parts/ancestral.js'
import { between } from './parts/log-sigma.js'

const middle = (at: Interval): number => between(at, 0.5)

/** x + (to - from) d, with d taken in the middle of the interval (in log sigma). */
const midpoint = update('midpoint', 2, ({ at, past: [second, first] }) =>
  combine([1, first.x], ...along(second, span(at))),
)

const midpointMethod: Step = choose(
  toZero,
  eulerMethod,
  chain(chain(denoise, score, eulerTo(middle)), denoiseAt(middle, 'denoise(middle)'), midpoint),
)

/**
 * The midpoint rule in log sigma, Euler where it would end at 0: k-diffusion `sample_dpm_2`, after DPM-Solver-2 and
 * Karras et al. 2022.
 */
export const dpm2 = (): Sampler =>
  sampler(
    { order: 2, family: 'DPM-Solver', reference: 'Lu et al. 2022 (DPM-Solver); k-diffusion sample_dpm_2' },
    midpointMethod,
  )

/** `dpm2` to sigma_down, then noise: k-diffusion `sample_dpm_2_ancestral`. Refused: bad `Ancestral` options. */
export const dpm2Ancestral = (options: Ancestral = {}): Sampler =>
  sampler(
    { order: 2, family: 'DPM-Solver', reference: 'k-diffusion sample_dpm_2_ancestral' },
    ancestral(options, midpointMethod),
  )
