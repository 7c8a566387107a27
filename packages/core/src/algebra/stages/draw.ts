import { either as E } from 'fp-ts'
import { messageOf, type SampleError } from '../../errors.js'
import type { Interval } from '../../interval.js'
import { type Latent } from '../../latent.js'
import type { Lane } from '../../noise/source.js'
import { type Shape, sameShape } from '../../shape.js'
import type { Env } from '../stage.js'

/**
 * Asks the noise source for one lane of an interval (the step's own, unless told a part of it). The one place where a
 * source that throws becomes `NoiseFailed`, and where a draw of another shape becomes `ShapeMismatch`.
 */
export const draw = (env: Env, lane: Lane, shape: Shape, at: Interval = env.at): E.Either<SampleError, Latent> => {
  const step = env.at.index
  try {
    const noise = env.noise({ lane, at, shape })
    return sameShape(noise.shape, shape)
      ? E.right(noise)
      : E.left({
          _tag: 'ShapeMismatch',
          step,
          where: `the noise of lane "${lane}"`,
          expected: shape,
          actual: noise.shape,
        })
  } catch (cause) {
    return E.left({ _tag: 'NoiseFailed', step, lane, message: messageOf(cause), cause })
  }
}
