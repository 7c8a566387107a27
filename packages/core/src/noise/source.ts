import { either as E } from 'fp-ts'
import { describeSampleError, type Refusable, type Refused } from '../errors.js'
import type { Interval } from '../interval.js'
import type { Latent } from '../latent.js'
import type { Shape } from '../shape.js'

/** The name of one use of noise within a step, such as `reference` or `ancestral`: each lane has noise of its own. */
export type Lane = string

/** One draw: which lane, at which interval. */
export interface Draw {
  readonly lane: Lane
  readonly at: Interval
  /** What is drawn, in a list of draws, where it is not a latent of the run's shape. */
  readonly shape?: Shape
}

/**
 * Standard normal noise as a pure function: the same question has the same answer, whatever was asked before. A source
 * that cannot answer (a tape that is too short) throws; the stage that asked turns that into `NoiseFailed`. A source
 * that was made of something wrong carries a refusal: no run begins with it.
 */
export type NoiseSource = ((query: Draw & { readonly shape: Shape }) => Latent) & Refusable

/** A source that cannot be: it throws why, and carries the refusal. */
export const refusedSource = (refusal: Refused): (() => never) & Required<Refusable> => {
  const throwRefusal = (): never => {
    throw new Error(describeSampleError(refusal))
  }
  return Object.assign(throwRefusal, { refusal })
}

/** A source as a value, whatever was wrong with what it was made of. */
export const noiseSourceOf = (made: E.Either<Refused, NoiseSource>): NoiseSource =>
  E.isRight(made) ? made.right : refusedSource(made.left)

/** The draws of a run in order, as `drawsOf` of a plan gives them, its refusal included. */
export type RunDraws = readonly Draw[] | E.Either<Refused, readonly Draw[]>

/** The list itself, or its refusal. */
export const drawsIn = (draws: RunDraws): E.Either<Refused, readonly Draw[]> =>
  '_tag' in draws ? draws : E.right(draws)
