import type { Latent } from '../latent.js'

/**
 * What the denoiser was asked at `sigma`, and what it answered. `reused` marks an answer made of earlier ones, without
 * a call.
 */
export interface Evaluation {
  readonly sigma: number
  readonly x: Latent
  readonly denoised: Latent
  readonly reused?: true
}

/** The slot of a step that keeps no private state. */
export type NoSlot = Readonly<Record<string, never>>

/**
 * What every phase carries: `past` holds evaluations, newest first; `slot` the private state of solvers that have some.
 */
interface Flow<S> {
  readonly x: Latent
  readonly past: readonly Evaluation[]
  readonly slot: S
}

/**
 * Ready for the next stage or interval. A step goes from `Carry` to `Carry`, so every frame is a checkpoint. `held`
 * marks a step that an adaptive solver rejected: x is still at the level where the interval began, so a projection
 * leaves it alone.
 */
export interface Carry<S = NoSlot> extends Flow<S> {
  readonly phase: 'ready'
  readonly held?: true
}

/**
 * The denoiser has answered; x has not moved yet. The phase is part of the type, so a chain that stops here is no step.
 */
export interface Denoised<S = NoSlot> extends Flow<S> {
  readonly phase: 'denoised'
  readonly denoised: Latent
}

/** The derivative d is known as well; x has not moved yet. */
export interface Scored<S = NoSlot> extends Flow<S> {
  readonly phase: 'scored'
  readonly denoised: Latent
  readonly d: Latent
}

/** Has the reference at the level just reached. */
export interface Anchored {
  readonly anchor: Latent
}

/** A carry at the start of a run: no past. */
export const ready = <S>(x: Latent, slot: S): Carry<S> => ({ phase: 'ready', x, past: [], slot })

/** A carry of a step without private state, at the start of a run. */
export const begin = (x: Latent): Carry => ready(x, {})

/** The same flow with another x, ready again. */
export const moved = <S>(flow: Flow<S>, x: Latent): Carry<S> => ({
  phase: 'ready',
  x,
  past: flow.past,
  slot: flow.slot,
})
