import { type Sampler, sampler } from '../sampler.js'
import { eulerMethod } from './euler.js'
import { type Ancestral, ancestral } from './parts/ancestral.js'

/** Euler steps to sigma_down, then noise: k-diffusion `sample_euler_ancestral`. Refused: bad `Ancestral` options. */
export const eulerAncestral = (options: Ancestral = {}): Sampler =>
  sampler(
    { order: 1, family: 'Euler', reference: 'k-diffusion sample_euler_ancestral' },
    ancestral(options, eulerMethod),
  )
