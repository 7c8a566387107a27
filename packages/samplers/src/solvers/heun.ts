import { chain, choose, combine, denoise, denoiseAt, type Interval, type Step, toZero } from '@sigmastream/core'
import { fusedEuler } from './euler.js'
import { earlier, lineTo, update } from './parts/update.js'

const end = ({ to }: Interval): number => to

/** x + (to - from) (d1 + d2) / 2, with d1 at the start of the interval and d2 where Euler's step ended. */
const trapezoid = update(
  'trapezoid',
  (seen) => {
    const start = earlier(seen, 1)
    const half = (seen.at.to - seen.at.from) / 2
    return combine(
      [1 + half / start.sigma, start.x],
      [-half / start.sigma, start.denoised],
      [half / seen.at.to, seen.x],
      [-half / seen.at.to, seen.denoised],
    )
  },
  2,
)

/**
 * Heun's method, Euler where it would end at 0: k-diffusion `sample_heun`; Karras et al. 2022, alg. 1. Churn makes it
 * alg. 2.
 */
export const heun: Step = choose(
  toZero,
  fusedEuler,
  chain(denoise, lineTo(end), denoiseAt('denoise(to)', end), trapezoid),
)
