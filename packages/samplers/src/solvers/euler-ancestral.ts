import type { Step } from '@sigmastream/core'
import { fusedEuler } from './euler.js'
import { type Ancestral, ancestral } from './parts/ancestral.js'

/** Euler steps to sigma_down, then noise: k-diffusion `sample_euler_ancestral`. */
export const eulerAncestral = (options: Ancestral = {}): Step => ancestral(options, fusedEuler)
