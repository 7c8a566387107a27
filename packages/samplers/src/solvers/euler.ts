import { chain, denoise, eulerStep, type Step, score } from '@sigmastream/core'
import { type Sampler, sampler } from '../sampler.js'

/** Euler's method on the probability flow, by its definition. */
export const eulerMethod: Step = chain(denoise, score, eulerStep)

/** Euler's method: x + (to - from) d. Karras et al. 2022, alg. 1; k-diffusion `sample_euler` without churn. */
export const euler = (): Sampler =>
  sampler({ order: 1, family: 'Euler', reference: 'Karras et al. 2022, alg. 1; k-diffusion sample_euler' }, eulerMethod)
