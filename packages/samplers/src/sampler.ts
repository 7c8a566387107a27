import type { Step } from '@sigmastream/core'

/** The families of solvers, as the docs group them. */
export type Family = 'Euler' | 'Heun' | 'DPM-Solver' | 'DPM-Solver++' | 'multistep' | 'DDIM'

/** What a step cannot tell of itself: the order of convergence it has without noise, and where it comes from. */
export interface SamplerFacts {
  readonly order: number
  readonly family: Family
  readonly reference: string
}

/** A step that is a whole sampler: what a plan is made of, and what the docs and the command line list. */
export interface Sampler extends Step, SamplerFacts {}

/** A step with the facts that make it a sampler. */
export const sampler = (facts: SamplerFacts, step: Step): Sampler => ({ ...step, ...facts })
