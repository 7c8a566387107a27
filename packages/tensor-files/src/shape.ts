import { either as E } from 'fp-ts'
import { type FileError, malformedError } from './error.js'

/** NumPy and PyTorch stop at 64 dimensions as well. */
const MOST_DIMENSIONS = 64

/**
 * The number of elements of a shape from a file. `Malformed` for more than 64 dimensions, a dimension that is not a
 * whole number of at least 0, or a product past 2^53, which a count could not hold.
 */
export const elementCount = (file: string, part: string, shape: readonly number[]): E.Either<FileError, number> => {
  if (shape.length > MOST_DIMENSIONS)
    return malformedError(file, part, `it has ${shape.length} dimensions; at most 64 are possible`)
  if (!shape.every((n) => Number.isSafeInteger(n) && n >= 0)) {
    return malformedError(file, part, `its shape is [${shape.join(', ')}]; dimensions are whole numbers of at least 0`)
  }
  const count = shape.includes(0) ? 0 : shape.reduce((product, n) => product * n, 1)
  return Number.isSafeInteger(count)
    ? E.right(count)
    : malformedError(file, part, `its shape is [${shape.join(', ')}], more elements than can be counted`)
}
