import {
  along,
  chain,
  choose,
  combine,
  denoise,
  denoiseAt,
  eulerTo,
  type Interval,
  score,
  span,
  toZero,
  update,
} from '@sigmastream/core'
import { type Sampler, sampler } from '../sampler.js'
import { eulerMethod } from './euler.js'

const end = ({ to }: Interval): number => to

/** x + (to - from) (d1 + d2) / 2, with d1 at the start of the interval and d2 where Euler's step ended. */
const trapezoid = update('trapezoid', 2, ({ at, past: [second, first] }) =>
  combine([1, first.x], ...along(first, span(at) / 2), ...along(second, span(at) / 2)),
)

/**
 * Heun's method, Euler where it would end at 0: k-diffusion `sample_heun`; Karras et al. 2022, alg. 1. Churn makes it
 * alg. 2.
 */
export const heun = (): Sampler =>
  sampler(
    { order: 2, family: 'Heun', reference: 'Karras et al. 2022, alg. 1; k-diffusion sample_heun' },
    choose(toZero, eulerMethod, chain(chain(denoise, score, eulerTo(end)), denoiseAt(end, 'denoise(to)'), trapezoid)),
  )
