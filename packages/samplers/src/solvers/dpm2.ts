import { chain, choose, combine, denoise, denoiseAt, type Interval, type Step, toZero } from '@sigmastream/core'
import { fusedEuler } from './euler.js'
import { type Ancestral, ancestral } from './parts/ancestral.js'
import { between } from './parts/log-sigma.js'
import { earlier, lineTo, update } from './parts/update.js'

const middle = (at: Interval): number => between(at, 0.5)

/** x + (to - from) d, with d taken in the middle of the interval (in log sigma). */
const midpoint = update(
  'midpoint',
  (seen) => {
    const slope = (seen.at.to - seen.at.from) / middle(seen.at)
    return combine([1, earlier(seen, 1).x], [slope, seen.x], [-slope, seen.denoised])
  },
  2,
)

/**
 * The midpoint rule in log sigma, Euler where it would end at 0: k-diffusion `sample_dpm_2`, after DPM-Solver-2 and
 * Karras et al. 2022.
 */
export const dpm2: Step = choose(
  toZero,
  fusedEuler,
  chain(denoise, lineTo(middle), denoiseAt('denoise(middle)', middle), midpoint),
)

/** `dpm2` to sigma_down, then noise: k-diffusion `sample_dpm_2_ancestral`. */
export const dpm2Ancestral = (options: Ancestral = {}): Step => ancestral(options, dpm2)
