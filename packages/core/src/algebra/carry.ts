import type { Latent } from '../latent.js'
import type { Term } from '../numerics/combine.js'
import type { Derivative } from './derivative.js'
import type { Slot } from './slot.js'

/**
 * What the denoiser was asked at `sigma`, and what it answered. `reused` marks an answer made of earlier ones, without
 * a call; `slot` is the state that guidance left for the next call. Where the answer names its `unconditional`
 * estimate, x is where CFG++ goes on from: the x that was asked is x - denoised + unconditional.
 */
export interface Evaluation {
  readonly sigma: number
  readonly x: Latent
  readonly denoised: Latent
  readonly unconditional?: Latent
  readonly slot?: Slot
  readonly reused?: true
}

/**
 * What every phase carries: `past` holds evaluations, newest first; `slot` the private state of a solver that has one.
 */
interface Flow {
  readonly x: Latent
  readonly past: readonly Evaluation[]
  readonly slot: Slot | null
}

/**
 * Ready for the next stage or interval. A step goes from `Carry` to `Carry`, so every frame is a checkpoint. `held`
 * marks a step that an adaptive solver rejected: x is still at the level where the interval began, so a projection
 * leaves it alone.
 */
export interface Carry extends Flow {
  readonly phase: 'ready'
  readonly held?: true
}

/**
 * The denoiser has answered (`evaluation` is the newest of `past`); x has not moved yet. The phase is part of the type,
 * so a chain that stops here is no step.
 */
export interface Denoised extends Flow {
  readonly phase: 'denoised'
  readonly evaluation: Evaluation
}

/** The derivative d is known as well; x has not moved yet. */
export interface Scored extends Flow {
  readonly phase: 'scored'
  readonly evaluation: Evaluation
  readonly d: Derivative
}

/** Has the reference at the level just reached, as the terms that it is the sum of. */
export interface Anchored {
  readonly anchor: readonly [Term, ...Term[]]
}

/** A carry at the start of a run: no past. */
export const carryAt = (x: Latent, slot: Slot | null = null): Carry => ({ phase: 'ready', x, past: [], slot })

/** The same flow with another x, ready again. */
export const withX = ({ past, slot }: Flow, x: Latent): Carry => ({ phase: 'ready', x, past, slot })
