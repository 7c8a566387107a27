import { type Plan, plan, type Refused, type Shape, type Step } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'

/**
 * What the docs and the command line say of a sampler. `calls` is denoiser calls a step, `memory` the past evaluations
 * it reads.
 */
export interface Description {
  readonly name: string
  readonly family: 'Euler' | 'Heun' | 'DPM-Solver' | 'DPM-Solver++' | 'multistep' | 'DDIM'
  readonly order: number
  readonly calls: string
  readonly memory: number
  readonly stochastic: boolean
  readonly reference: string
}

/**
 * Uses a plan whatever the private state of its solver: what lets an adaptive solver stand in one list with the others.
 */
export type UsePlan<R> = <S>(plan: Plan<S>) => R

/**
 * A sampler by name. `plan` makes its plan over a falling list of sigmas for latents of a shape, and hands it to `use`;
 * a solver with intervals of its own takes the range and the end from the list. Refused as `plan` of core.
 */
export interface Entry extends Description {
  readonly plan: <R>(sigmas: readonly number[], shape: Shape, use: UsePlan<R>) => E.Either<Refused, R>
}

/** What a step cannot tell of itself. */
export type Told = Pick<Description, 'name' | 'family' | 'order' | 'reference'>

const inside = { index: 0, from: 2, to: 1 }

/** The entry of a sampler that is one step for every interval; calls, memory and noise are read off the step. */
export const stepped = (told: Told, step: Step): Entry => ({
  ...told,
  calls: `${step.calls(inside)}`,
  memory: step.memory,
  stochastic: step.draws(inside).length > 0,
  plan: (sigmas, shape, use) =>
    pipe(
      plan(step, sigmas, shape),
      E.map((planned) => use(planned)),
    ),
})
