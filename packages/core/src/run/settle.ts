import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Carry } from '../algebra/carry.js'
import { messageOf, type SampleError } from '../errors.js'
import type { Interval } from '../interval.js'
import { mustBeLatent, mustBeWhole } from '../latent.js'
import { firstNonFinite } from '../numerics/combine.js'
import { sameShape } from '../shape.js'

/** What the loop knows of a step whose result it looks at. */
type StepLimits = { readonly name: string; readonly memory: number }

const carryAfter = (
  before: Carry,
  after: Carry,
  { index }: Interval,
  step: StepLimits,
): E.Either<SampleError, Carry> => {
  const where = step.name
  const { shape } = mustBeLatent(after.x)
  if (!sameShape(before.x.shape, shape))
    return E.left({ _tag: 'ShapeMismatch', step: index, where, expected: before.x.shape, actual: shape })
  const strange = firstNonFinite(mustBeWhole(after.x))
  if (strange !== null) return E.left({ _tag: 'NonFinite', step: index, where, ...strange })
  return E.right({ ...after, past: after.past.slice(0, Math.max(1, step.memory)) })
}

/**
 * What the loop does with every result of a step: x must have kept its shape and be finite, and of the past only what
 * the step declares to read is kept (at least the newest, which observers look at). A result that is no carry is
 * `StageFailed`.
 */
export const settle = (before: Carry, after: Carry, at: Interval, step: StepLimits): E.Either<SampleError, Carry> =>
  pipe(
    E.tryCatch(
      () => carryAfter(before, after, at, step),
      (cause): SampleError => ({
        _tag: 'StageFailed',
        step: at.index,
        stage: step.name,
        message: messageOf(cause),
        cause,
      }),
    ),
    E.flatten,
  )
