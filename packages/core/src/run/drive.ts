import { either as E } from 'fp-ts'
import type { Carry } from '../algebra/carry.js'
import type { Step } from '../algebra/stage.js'
import { type SampleError, SamplingError } from '../errors.js'
import type { Interval } from '../interval.js'
import { advance } from './advance.js'
import { type Frame, frameOf } from './frame.js'
import { type Intervals, nextOf } from './intervals.js'
import type { Runtime } from './runtime.js'

/**
 * The one loop of the project, failures as values: pulls frames one by one, and works only when asked. Ends after a
 * `Left`. Leaving it early leaves nothing behind.
 */
export async function* walk<S>(
  step: Step<S>,
  intervals: Intervals<S>,
  carry: Carry<S>,
  runtime: Runtime,
  signal: AbortSignal,
): AsyncGenerator<E.Either<SampleError, Frame<S>>, void, undefined> {
  const next = nextOf(intervals)
  let before = carry
  let previous: Interval | null = null
  for (;;) {
    const at: E.Either<SampleError, Interval | null> = next(before, previous)
    if (E.isLeft(at)) return yield at
    if (at.right === null) return
    const after = await advance(step, before, at.right, runtime, signal)()
    if (E.isLeft(after)) return yield after
    yield E.right(frameOf(at.right, before, after.right))
    previous = at.right
    before = after.right
  }
}

/** `walk` for edges that throw: pulls frames without rxjs. Throws `SamplingError`, the edge's one exception. */
export async function* drive<S>(
  step: Step<S>,
  intervals: Intervals<S>,
  carry: Carry<S>,
  runtime: Runtime,
  signal: AbortSignal = new AbortController().signal,
): AsyncGenerator<Frame<S>, void, undefined> {
  for await (const frame of walk(step, intervals, carry, runtime, signal)) {
    if (E.isLeft(frame)) throw new SamplingError(frame.left)
    yield frame.right
  }
}
