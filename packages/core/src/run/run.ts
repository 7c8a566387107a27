import { either as E, type taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Carry } from '../algebra/carry.js'
import { messageOf, type SampleError } from '../errors.js'
import { sameShape } from '../shape.js'
import { walk } from './drive.js'
import type { Plan } from './plan.js'
import type { Engine } from './runtime.js'

/**
 * The carry that a plan starts from. `NoiseFailed` where the noise source cannot answer, `ShapeMismatch` where x has
 * not the plan's shape.
 */
export const startOf = <S>({ start, shape }: Plan<S>, { noise }: Engine): E.Either<SampleError, Carry<S>> => {
  const { at, lane } = start.draws[0] ?? { at: { index: 0 }, lane: 'start' }
  const step = at.index
  return pipe(
    E.tryCatch(
      () => start.carry(noise),
      (cause): SampleError => ({ _tag: 'NoiseFailed', step, lane, message: messageOf(cause), cause }),
    ),
    E.filterOrElse(
      ({ x }) => sameShape(x.shape, shape),
      ({ x }): SampleError => ({ _tag: 'ShapeMismatch', step, where: 'the start', expected: shape, actual: x.shape }),
    ),
  )
}

/** Runs a plan to its end and gives the last carry; its x `[batch, channels, frames]` is the result. */
export const run =
  <S>(
    plan: Plan<S>,
    engine: Engine,
    signal: AbortSignal = new AbortController().signal,
  ): TE.TaskEither<SampleError, Carry<S>> =>
  async () => {
    const start = startOf(plan, engine)
    if (E.isLeft(start)) return start
    let last: E.Either<SampleError, Carry<S>> = start
    for await (const frame of walk(plan.step, plan.intervals, start.right, { ...engine, steps: plan.steps }, signal))
      last = E.map(({ carry }: { readonly carry: Carry<S> }) => carry)(frame)
    return last
  }
