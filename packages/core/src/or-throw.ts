import { either as E } from 'fp-ts'
import { type SampleError, SamplingError } from './errors.js'

/**
 * The value, or the one exception of the edge, `SamplingError`: for scripts and tests, where a failure is to end
 * everything.
 */
export const orThrow = <A>(result: E.Either<SampleError, A>): A => {
  if (E.isLeft(result)) throw new SamplingError(result.left)
  return result.right
}
