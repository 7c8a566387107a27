import { chain, denoise, eulerStep, eulerUpdate, score } from '@sigmastream/core'

/**
 * Euler's method on the probability flow, by its definition: k-diffusion `sample_euler` without churn; the exercises'
 * `simple_sample`.
 */
export const euler = chain(denoise, score, eulerStep)

/** `euler` in one pass (a law holds them together): faster, and exact where the schedule ends at 0. */
export const fusedEuler = chain(denoise, eulerUpdate)
