import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { ownIntervalsOf, type Stage } from './stage.js'

/** First `f`, then `g`. Associative, with `identity` as unit; the first failure ends it. */
export const andThen = <A, B, C>(f: Stage<A, B>, g: Stage<B, C>): Stage<A, C> => ({
  ...ownIntervalsOf(f, g),
  name: `${f.name} > ${g.name}`,
  memory: Math.max(f.memory, g.memory),
  calls: (at) => f.calls(at) + g.calls(at),
  draws: (at) => [...f.draws(at), ...g.draws(at)],
  check: (run) => f.check(run) ?? g.check(run),
  run: (a, env) =>
    pipe(
      f.run(a, env),
      TE.flatMap((b) => g.run(b, env)),
    ),
})

/**
 * Stages one after the other, in the order they are written: `chain(denoise, score, eulerStep)`. A wrong order does not
 * compile.
 */
export function chain<A, B>(ab: Stage<A, B>): Stage<A, B>
export function chain<A, B, C>(ab: Stage<A, B>, bc: Stage<B, C>): Stage<A, C>
export function chain<A, B, C, D>(ab: Stage<A, B>, bc: Stage<B, C>, cd: Stage<C, D>): Stage<A, D>
export function chain<A, B, C, D, F>(ab: Stage<A, B>, bc: Stage<B, C>, cd: Stage<C, D>, df: Stage<D, F>): Stage<A, F>
export function chain<A, B, C, D, F, G>(
  ab: Stage<A, B>,
  bc: Stage<B, C>,
  cd: Stage<C, D>,
  df: Stage<D, F>,
  fg: Stage<F, G>,
): Stage<A, G>
export function chain<A, B, C, D, F, G, H>(
  ab: Stage<A, B>,
  bc: Stage<B, C>,
  cd: Stage<C, D>,
  df: Stage<D, F>,
  fg: Stage<F, G>,
  gh: Stage<G, H>,
): Stage<A, H>
export function chain(
  first: Stage<unknown, unknown>,
  ...rest: readonly Stage<unknown, unknown>[]
): Stage<unknown, unknown> {
  return rest.reduce(andThen, first)
}
