import { either as E } from 'fp-ts'
import { messageOf, type SampleError } from '../../errors.js'
import type { Interval } from '../../interval.js'
import { type Latent, mustBeLatent, mustBeWhole } from '../../latent.js'
import type { Lane } from '../../noise/source.js'
import { type Shape, sameShape } from '../../shape.js'
import type { Env } from '../stage.js'

/**
 * Asks the noise source for one lane of an interval: the step's own, unless told a part of it.
 *
 * ```text
 * eps of (lane, at, shape), standard normal
 * ```
 *
 * `shape` is `[batch, channels, frames]`. For a stage of one's own, which declares the lane in `draws`. Errors:
 * `NoiseFailed` where the source throws or gives no latent, `ShapeMismatch` where it gives another shape. As a stage: {@link addNoise}.
 *
 * @example
 * ```ts
 * import { constant, draw, orThrow } from '@sigmastream/core'
 * import { pointDenoiser } from '@sigmastream/core/analytic'
 * import { keyed } from '@sigmastream/core/noise'
 *
 * const engine = { denoiser: pointDenoiser(constant([1, 1, 4], 0)), noise: keyed(7) }
 * const env = { ...engine, at: { index: 0, of: 1, from: 4, to: 1 }, signal: new AbortController().signal }
 * const [one, again] = [orThrow(draw(env, 'mine', [1, 1, 4])), orThrow(draw(env, 'mine', [1, 1, 4]))]
 * console.log(one.shape.join('x'), one.data[0] === again.data[0]) // 1x1x4 true
 * ```
 */
export const draw = (env: Env, lane: Lane, shape: Shape, at: Interval = env.at): E.Either<SampleError, Latent> => {
  const step = env.at.index
  try {
    const noise = mustBeLatent(env.noise({ lane, at, shape }))
    return sameShape(noise.shape, shape)
      ? E.right(mustBeWhole(noise))
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
