import { either as E } from 'fp-ts'
import type { Carry } from '../algebra/carry.js'
import type { SampleError } from '../errors.js'
import type { Interval } from '../interval.js'
import { firstNonFinite } from '../numerics/combine.js'
import { sameShape } from '../shape.js'

/**
 * What the loop does with every result of a step: x must have kept its shape and be finite, and of the past only what
 * the step declares to read is kept (at least the newest, which observers look at).
 */
export const settle = (
  before: Carry,
  after: Carry,
  at: Interval,
  step: { readonly name: string; readonly memory: number },
): E.Either<SampleError, Carry> => {
  const where = step.name
  if (!sameShape(before.x.shape, after.x.shape))
    return E.left({ _tag: 'ShapeMismatch', step: at.index, where, expected: before.x.shape, actual: after.x.shape })
  const strange = firstNonFinite(after.x)
  if (strange !== null) return E.left({ _tag: 'NonFinite', step: at.index, where, ...strange })
  return E.right({ ...after, past: after.past.slice(0, Math.max(1, step.memory)) })
}
