import { either as E, type readerTaskEither as RTE } from 'fp-ts'
import type { Denoiser } from '../denoiser.js'
import type { Refused, SampleError } from '../errors.js'
import type { Interval } from '../interval.js'
import type { Lane, NoiseSource } from '../noise/source.js'
import type { Shape } from '../shape.js'
import type { Carry, NoSlot } from './carry.js'

/**
 * What a stage may read while it runs. `steps` counts the intervals of the *original* schedule: a shortened run means
 * the same.
 */
export interface Env {
  readonly denoiser: Denoiser
  readonly noise: NoiseSource
  readonly at: Interval
  readonly steps: number
  readonly signal: AbortSignal
}

/** What is known of a run before it starts. */
export interface RunShape {
  readonly shape: Shape
  readonly steps: number
}

/**
 * A named, pure piece of a sampler.
 *
 * - `memory`: how many evaluations it reads, the newest included; a chain has the largest.
 * - `calls`: denoiser calls on an interval, and answers that are reused in place of one; a chain adds, a closed gate
 * has 0.
 * - `draws`: noise lanes in the order of use; a chain concatenates. A draw that is made and thrown away is declared
 * too.
 * - `check`: what the stage can say against a run before it starts (a mask of another shape, a window past the end).
 */
export interface Stage<A, B> {
  readonly name: string
  readonly memory: number
  readonly calls: (at: Interval) => number
  readonly draws: (at: Interval) => readonly Lane[]
  readonly check: (run: RunShape) => Refused | null
  readonly run: (a: A) => RTE.ReaderTaskEither<Env, SampleError, B>
}

/** A stage that takes x from one sigma to the next: steps form a monoid under `andThen` with `identity`. */
export type Step<S = NoSlot> = Stage<Carry<S>, Carry<S>>

/** What a stage made by `fallible` declares beside its function; what is left out is none. */
export interface Declared {
  readonly memory?: number
  readonly draws?: (at: Interval) => readonly Lane[]
  readonly check?: (run: RunShape) => Refused | null
}

/** A stage without calls, from a function that answers with a value or a failure. */
export const fallible = <A, B>(
  name: string,
  f: (a: A, env: Env) => E.Either<SampleError, B>,
  { memory = 0, draws = () => [], check = () => null }: Declared = {},
): Stage<A, B> => ({
  name,
  memory,
  calls: () => 0,
  draws,
  check,
  run: (a) => (env) => () => Promise.resolve(f(a, env)),
})

/** A stage without calls or draws that cannot fail, from a function of its input and environment. */
export const stage = <A, B>(name: string, f: (a: A, env: Env) => B, memory = 0): Stage<A, B> =>
  fallible(name, (a, env) => E.right(f(a, env)), { memory })

/** The step that does nothing: the unit of `andThen`. */
export const identity = <A>(): Stage<A, A> => stage('identity', (a) => a)
