import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { FileError } from './error.js'
import { elementCount } from './shape.js'
import type { Tensor } from './tensor.js'

/** One file is built in memory before it is written, so at most this many bytes of elements go into one. */
const MOST_BYTES = 2 ** 31

const unwritableError = (file: string, name: string, reason: string): E.Either<FileError, never> =>
  E.left({ _tag: 'UnwritableTensor', file, name, reason })

/** The same tensor, where its shape is possible and says how many values there are; else `UnwritableTensor`. */
export const checkWritable = (file: string, name: string, tensor: Tensor): E.Either<FileError, Tensor> =>
  pipe(
    elementCount(file, `tensor "${name}"`, tensor.shape),
    E.flatMap((count) =>
      count === tensor.data.length
        ? E.right(tensor)
        : unwritableError(
            file,
            name,
            `it has ${tensor.data.length} values; its shape [${tensor.shape.join(', ')}] has ${count}`,
          ),
    ),
  )

/**
 * The same tensors, where each is writable, its name is sound Unicode (files hold names as UTF-8) and all together stay
 * below 2 GiB; else `UnwritableTensor`, or `TooLarge`.
 */
export const checkAllWritable = (
  file: string,
  tensors: ReadonlyMap<string, Tensor>,
): E.Either<FileError, ReadonlyMap<string, Tensor>> => {
  for (const [name, tensor] of tensors) {
    if (/\p{Cs}/u.test(name)) return unwritableError(file, name, 'its name is not valid Unicode; give another')
    const checked = checkWritable(file, name, tensor)
    if (E.isLeft(checked)) return checked
  }
  const bytes = [...tensors.values()].reduce((sum, { data }) => sum + 4 * data.length, 0)
  return bytes < MOST_BYTES
    ? E.right(tensors)
    : E.left({ _tag: 'TooLarge', file, part: 'what would be written, in bytes,', size: bytes, limit: MOST_BYTES - 1 })
}
