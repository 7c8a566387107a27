import { either as E } from 'fp-ts'
import type { Shape } from './shape.js'

/** Something wrong before a run starts: `subject` was given `wrong`, and `right` says what would do. */
export interface Refused {
  readonly _tag: 'Refused'
  readonly subject: string
  readonly wrong: string
  readonly right: string
}

/** The denoiser rejected, or threw; `message` is what it said. */
export interface DenoiserFailed {
  readonly _tag: 'DenoiserFailed'
  readonly step: number
  readonly sigma: number
  readonly message: string
  readonly cause: unknown
}

/** A latent of another shape than the run's came out of `where`. */
export interface ShapeMismatch {
  readonly _tag: 'ShapeMismatch'
  readonly step: number
  readonly where: string
  readonly expected: Shape
  readonly actual: Shape
}

/** NaN or an infinity came out of `where`. */
export interface NonFinite {
  readonly _tag: 'NonFinite'
  readonly step: number
  readonly where: string
  readonly index: number
  readonly value: number
}

/** A noise source could not answer for this lane (a tape that was not built for this plan, say). */
export interface NoiseFailed {
  readonly _tag: 'NoiseFailed'
  readonly step: number
  readonly lane: string
  readonly message: string
  readonly cause: unknown
}

/** A stage or probe threw instead of answering with a value. */
export interface StageFailed {
  readonly _tag: 'StageFailed'
  readonly step: number
  readonly stage: string
  readonly message: string
  readonly cause: unknown
}

/** The run was aborted by its signal. */
export interface Aborted {
  readonly _tag: 'Aborted'
  readonly step: number
}

/** Everything that can go wrong in a run, as values. `step` is the interval's index. */
export type SampleError = Refused | DenoiserFailed | ShapeMismatch | NonFinite | NoiseFailed | StageFailed | Aborted

/** What is wrong before a run: `subject` was given `wrong`, and `right` would do. */
export const refusal = (subject: string, wrong: string, right: string): Refused => ({
  _tag: 'Refused',
  subject,
  wrong,
  right,
})

/** A refusal as a `Left`. */
export const refuse = (subject: string, wrong: string, right: string): E.Either<Refused, never> =>
  E.left(refusal(subject, wrong, right))

/** The value, unless there is something against it. */
export const unlessRefused = <A>(refused: Refused | null, value: A): E.Either<Refused, A> =>
  refused === null ? E.right(value) : E.left(refused)

/**
 * Schedules, masks, noise and denoisers are made without asking whether they can be: what is wrong with one is carried
 * along, and refused when a plan is made of it or a run begins with it.
 */
export interface Refusable {
  readonly refusal?: Refused
}

/** The value itself, or the refusal that it carries. */
export const valueOrRefusal = <A extends Refusable>(value: A): E.Either<Refused, A> =>
  value.refusal === undefined ? E.right(value) : E.left(value.refusal)

/**
 * What an unknown thrown value says of itself: the message of an error, its name where it has none, the text of
 * anything else. Total: a value without a text, or one that throws where it is looked at, is said to be that.
 */
export const messageOf = (cause: unknown): string => {
  try {
    return String(cause instanceof Error ? cause.message || cause.name : cause)
  } catch {
    return 'a value was thrown that has no text'
  }
}

/** The code of a thrown value of the system, such as `ENOENT`; no text where it has none. */
export const codeOf = (cause: unknown): string =>
  cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : ''

/** One line: where, what was wrong, and what would be right. */
export const describeSampleError = (error: SampleError): string => {
  switch (error._tag) {
    case 'Refused':
      return `${error.subject}: ${error.wrong}; give ${error.right}`
    case 'DenoiserFailed':
      return `step ${error.step}: the denoiser failed at sigma ${error.sigma}: ${error.message}`
    case 'ShapeMismatch':
      return `step ${error.step}: ${error.where} gave a latent of shape ${error.actual.join('x')}; give ${error.expected.join('x')}`
    case 'NonFinite':
      return `step ${error.step}: ${error.where} gave ${error.value} at element ${error.index}; every value must be finite`
    case 'NoiseFailed':
      return `step ${error.step}: no noise for lane "${error.lane}": ${error.message}`
    case 'StageFailed':
      return `step ${error.step}: the stage ${error.stage} threw: ${error.message}; a stage answers with a Left instead`
    case 'Aborted':
      return `step ${error.step}: the run was aborted`
  }
}

/** The one exception class, for edges that can only throw: an observable's error, a rejected promise. */
export class SamplingError extends Error {
  override readonly name = 'SamplingError'
  constructor(readonly error: SampleError) {
    super(describeSampleError(error))
  }
}
