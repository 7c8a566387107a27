import {
  type Carry,
  type Denoised,
  type Evaluation,
  eulerLine,
  type Interval,
  type Latent,
  moved,
  type NoSlot,
  type Stage,
  stage,
} from '@sigmastream/core'

/**
 * What an update may look at: the interval, x, the newest answer of the denoiser, and past evaluations (the newest
 * first).
 */
export interface Seen {
  readonly at: Interval
  readonly x: Latent
  readonly denoised: Latent
  readonly past: readonly Evaluation[]
}

/** The stage that ends a step: x becomes what `f` says. `memory` is how many of `past` it reads. */
export const update = <S = NoSlot>(name: string, f: (seen: Seen) => Latent, memory = 0): Stage<Denoised<S>, Carry<S>> =>
  stage(name, (flow, { at }) => moved(flow, f({ at, x: flow.x, denoised: flow.denoised, past: flow.past })), memory)

/** The evaluation `back` calls ago within the step that runs: the chain that reads it has made it, so it is there. */
export const earlier = ({ past }: Pick<Seen, 'past'>, back: number): Evaluation => {
  const evaluation = past[back]
  if (evaluation === undefined)
    throw new Error(`this update reads ${back + 1} evaluations; put as many denoise stages before it`)
  return evaluation
}

/** Euler's line to a sigma within the interval: how the solvers reach the places where they ask the denoiser again. */
export const lineTo = <S = NoSlot>(sigmaOf: (at: Interval) => number): Stage<Denoised<S>, Carry<S>> =>
  update('lineTo', ({ at, x, denoised }) => eulerLine(x, denoised, { from: at.from, to: sigmaOf(at) }))
