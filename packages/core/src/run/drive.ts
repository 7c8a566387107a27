import { either as E } from 'fp-ts'
import type { Carry } from '../algebra/carry.js'
import { type SampleError, SamplingError } from '../errors.js'
import type { Interval } from '../interval.js'
import { advance } from './advance.js'
import type { Engine } from './engine.js'
import { type Frame, frameOf } from './frame.js'
import { nextIntervalOf } from './next-interval.js'
import type { PlanLike } from './plan.js'
import { planIn } from './plan.js'
import { begin } from './start.js'

/** A signal that nobody gives. */
export const never = (): AbortSignal => new AbortController().signal

/** How a run ends: with the last carry, or with what went wrong. */
export type RunEnd = E.Either<SampleError, Carry>

/**
 * The one loop of the project, failures as values: yields frames, pulled one by one, and returns how the run ended. It
 * works only when asked; leaving it early leaves nothing behind.
 */
export async function* walk(
  given: PlanLike,
  engine: Engine,
  signal: AbortSignal = never(),
): AsyncGenerator<Frame, RunEnd, undefined> {
  const planned = planIn(given)
  if (E.isLeft(planned)) return planned
  const { step, intervals, start, shape } = planned.right
  const next = nextIntervalOf(intervals)
  let reached: RunEnd = begin(start, shape, engine)
  let previous: Interval | null = null
  while (E.isRight(reached)) {
    const at: E.Either<SampleError, Interval | null> = next(reached.right, previous)
    if (E.isLeft(at)) return at
    if (at.right === null) return reached
    const before: Carry = reached.right
    reached = await advance(step, before, at.right, engine, signal)()
    if (E.isRight(reached)) yield frameOf(at.right, before, reached.right)
    previous = at.right
  }
  return reached
}

/** `walk` for edges that throw: pulls frames without rxjs. Throws `SamplingError`, the edge's one exception. */
export async function* drive(
  given: PlanLike,
  engine: Engine,
  signal: AbortSignal = never(),
): AsyncGenerator<Frame, void, undefined> {
  const end = yield* walk(given, engine, signal)
  if (E.isLeft(end)) throw new SamplingError(end.left)
}
