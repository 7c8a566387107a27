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

const middle = (at: Interval): number => between(at, 0.5)

/** From the start of the interval straight at what the denoiser said in the middle. */
const towardMiddle = update('towardMiddle', 2, ({ at, past: [second, first] }) =>
  combine(...line({ ...first, denoised: second.denoised }, at)),
)

const dpmpp2s: Step = choose(
  toZero,
  eulerMethod,
  chain(chain(denoise, score, eulerTo(middle)), denoiseAt(middle, 'denoise(middle)'), towardMiddle),
)

/**
 * DPM-Solver++(2S) to sigma_down, then noise: k-diffusion `sample_dpmpp_2s_ancestral`; Lu et al. 2022 (DPM-Solver++),
 * alg. 1. Refused: bad `Ancestral` options.
 */
export const dpmpp2sAncestral = (options: Ancestral = {}): Sampler =>
  sampler(
    {
      order: 2,
      family: 'DPM-Solver++',
      reference: 'Lu et al. 2022 (DPM-Solver++), alg. 1; k-diffusion sample_dpmpp_2s_ancestral',
    },
    ancestral(options, dpmpp2s),
  )
