import type { Step } from '@sigmastream/core'

/** The families of solvers, as the docs group them. */
export type Family =
  | 'Euler'
  | 'Heun'
  | 'Runge-Kutta'
  | 'DPM-Solver'
  | 'DPM-Solver++'
  | 'multistep'
  | 'DDIM'
  | 'consistency'
  | 'ER-SDE'
  | 'SEEDS'
  | 'SA-Solver'
  | 'Restart'

/**
 * What a step cannot tell of itself: the order of convergence it has without noise (0 for one that follows no flow and
 * has none), and where it comes from.
 */
export interface SamplerFacts {
  readonly order: number
  readonly family: Family
  readonly reference: string
}

/**
 * A step that is a whole sampler: what a plan is made of, and what the docs and the command line list.
 *
 * Laws of all of them (`samplerLaws` of the laws package): the same seed gives the same bits, run after run; resuming
 * from any frame gives the rest of the run; every item of a batch equals the item alone; a denoiser that always answers
 * x0 makes a schedule that ends at 0 return x0, to rounding; calls and draws are those declared. See {@link sampler}.
 */
export interface Sampler extends Step, SamplerFacts {}

/**
 * A step with the facts that make it a {@link Sampler}: its order without noise, its family, and where it comes from.
 *
 * Nothing is refused; the declared order is a law where the law kit is told it.
 *
 * @example
 * ```ts
 * import { chain, denoise, eulerStep, score } from '@sigmastream/core'
 * import { sampler } from '@sigmastream/samplers'
 *
 * const facts = { order: 1, family: 'Euler', reference: 'Karras et al. 2022, alg. 1' } as const
 * const mine = sampler(facts, chain(denoise, score, eulerStep))
 * console.log(mine.family, mine.order, mine.name) // Euler 1 denoise > score > eulerStep
 * ```
 */
export const sampler = (facts: SamplerFacts, step: Step): Sampler => ({ ...step, ...facts })
