import { chain, choose, denoise, denoiseAt, eulerLine, type Interval, type Step, toZero } from '@sigmastream/core'
import { fusedEuler } from './euler.js'
import { type Ancestral, ancestral } from './parts/ancestral.js'
import { between } from './parts/log-sigma.js'
import { earlier, lineTo, update } from './parts/update.js'

const middle = (at: Interval): number => between(at, 0.5)

/** From the start of the interval straight at what the denoiser said in the middle. */
const towardMiddle = update('towardMiddle', (seen) => eulerLine(earlier(seen, 1).x, seen.denoised, seen.at), 2)

const dpmpp2s: Step = choose(
  toZero,
  fusedEuler,
  chain(denoise, lineTo(middle), denoiseAt('denoise(middle)', middle), towardMiddle),
)

/**
 * DPM-Solver++(2S) to sigma_down, then noise: k-diffusion `sample_dpmpp_2s_ancestral`; Lu et al. 2022 (DPM-Solver++),
 * alg. 1.
 */
export const dpmpp2sAncestral = (options: Ancestral = {}): Step => ancestral(options, dpmpp2s)
