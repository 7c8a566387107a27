import { either as E } from 'fp-ts'
import type { Refusable, Refused } from '../errors.js'

/** Falling sigmas, as many as steps and one more; none where the schedule carries a refusal. */
export interface Schedule extends Refusable {
  readonly sigmas: readonly number[]
  /** Said by a schedule whose name says that it may rise: a plan then walks up as well. */
  readonly mayRise?: true
}

/** A schedule as a value, whatever was wrong with what it was made of. */
export const scheduleOf = (sigmas: E.Either<Refused, readonly number[]>): Schedule =>
  E.isLeft(sigmas) ? { sigmas: [], refusal: sigmas.left } : { sigmas: sigmas.right }

/**
 * The sigmas of a schedule, largest first, one more than steps; `Refused` is what the schedule carries.
 *
 * The one place where a schedule's refusal comes out before a plan is made of it. See {@link fromSigmas}.
 *
 * @example
 * ```ts
 * import { linear, sigmasOf } from '@sigmastream/core/schedules'
 *
 * console.log(sigmasOf(linear({ steps: 2, sigmaMin: 1, sigmaMax: 9 }))._tag) // Right
 * console.log(sigmasOf(linear({ steps: 2, sigmaMin: 9, sigmaMax: 1 }))._tag) // Left
 * ```
 */
export const sigmasOf = ({ sigmas, refusal }: Schedule): E.Either<Refused, readonly number[]> =>
  refusal === undefined ? E.right(sigmas) : E.left(refusal)
