import { either as E, type taskEither as TE } from 'fp-ts'
import type { Denoiser } from '../denoiser.js'
import type { Refused, SampleError } from '../errors.js'
import type { Interval } from '../interval.js'
import type { Lane, NoiseSource } from '../noise/source.js'
import type { Shape } from '../shape.js'
import type { Carry } from './carry.js'
import type { OwnIntervals } from './intervals.js'

/** What a stage may read while it runs. */
export interface Env {
  readonly denoiser: Denoiser
  readonly noise: NoiseSource
  readonly at: Interval
  readonly signal: AbortSignal
}

/** What is known of a run before it starts; `steps` is `Infinity` where a solver finds its steps while it runs. */
export interface RunShape {
  readonly shape: Shape
  readonly steps: number
}

/**
 * A named, pure piece of a sampler.
 *
 * - `memory`: how many evaluations it reads, the newest included; a chain has the largest.
 * - `calls`: denoiser calls on an interval, and answers that are reused in place of one; a chain adds, a closed gate
 *   has 0.
 * - `draws`: noise lanes in the order of use; a chain concatenates. A draw that is made and thrown away is declared
 *   too.
 * - `check`: what the stage can say against a run before it starts (a mask of another shape, a window past the end).
 * - `ownIntervals`: for a solver that finds its intervals itself; a chain has those of the part that does.
 */
export interface Stage<A, B> {
  readonly name: string
  readonly memory: number
  readonly calls: (at: Interval) => number
  readonly draws: (at: Interval) => readonly Lane[]
  readonly check: (run: RunShape) => Refused | null
  readonly ownIntervals?: OwnIntervals
  readonly run: (a: A, env: Env) => TE.TaskEither<SampleError, B>
}

/** A stage that takes x from one sigma to the next: steps form a monoid under `andThen` with `identity`. */
export type Step = Stage<Carry, Carry>

/** What a stage made by `fallible` declares beside its function; what is left out is none. */
export interface Declarations {
  readonly memory?: number
  readonly draws?: (at: Interval) => readonly Lane[]
  readonly check?: (run: RunShape) => Refused | null
}

/** A stage without calls, from a function that answers with a value or a failure. */
export const fallible = <A, B>(
  name: string,
  f: (a: A, env: Env) => E.Either<SampleError, B>,
  { memory = 0, draws = () => [], check = () => null }: Declarations = {},
): Stage<A, B> => ({
  name,
  memory,
  calls: () => 0,
  draws,
  check,
  run: (a, env) => () => Promise.resolve(f(a, env)),
})

/** A stage without calls or draws that cannot fail, from a function of its input and environment. */
export const stage = <A, B>(name: string, f: (a: A, env: Env) => B, memory = 0): Stage<A, B> =>
  fallible(name, (a, env) => E.right(f(a, env)), { memory })

/** The step that does nothing: the unit of `andThen`. */
export const identity = <A>(): Stage<A, A> => stage('identity', (a) => a)

/** The intervals of its own that a stage made of two has: those of the part that has some. */
export const ownIntervalsOf = (
  f: Pick<Stage<never, unknown>, 'ownIntervals'>,
  g: Pick<Stage<never, unknown>, 'ownIntervals'>,
): Pick<Stage<never, unknown>, 'ownIntervals'> => {
  const ownIntervals = f.ownIntervals ?? g.ownIntervals
  return ownIntervals === undefined ? {} : { ownIntervals }
}
