import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { FileError } from './error.js'
import { formatOf } from './format.js'
import { encodeNpy } from './npy.js'
import { encodeNpz } from './npz.js'
import { replaceFile } from './replace-file.js'
import { encodeSafetensors } from './safetensors.js'
import { SINGLE_TENSOR, type Tensor } from './tensor.js'

const encodeOne = (path: string, tensors: ReadonlyMap<string, Tensor>): E.Either<FileError, Uint8Array> => {
  const [first, second] = tensors.values()
  const reason = `a .npy file holds one tensor, not ${tensors.size}; write a .npz or .safetensors`
  return first !== undefined && second === undefined
    ? encodeNpy(first, path)
    : E.left({ _tag: 'UnwritableTensor', file: path, name: SINGLE_TENSOR, reason })
}

const encode = (path: string, tensors: ReadonlyMap<string, Tensor>): E.Either<FileError, Uint8Array> =>
  pipe(
    formatOf(path),
    E.flatMap((format) => {
      switch (format) {
        case 'npy':
          return encodeOne(path, tensors)
        case 'npz':
          return encodeNpz(tensors, path)
        case 'safetensors':
          return encodeSafetensors(tensors, path)
        case 'pt':
          return E.left<FileError>({ _tag: 'ReadOnlyFileType', file: path })
      }
    }),
  )

/**
 * Writes named tensors as float32, in the format of the extension: `.npz`, `.safetensors`, or `.npy` for exactly one,
 * whose name is lost. A file that is there is replaced. `UnknownFileType`, `ReadOnlyFileType`, `UnwritableTensor`,
 * `TooLarge`, `FileNotWritable`; on any of them nothing is written.
 */
export const writeTensors = (path: string, tensors: ReadonlyMap<string, Tensor>): TE.TaskEither<FileError, void> =>
  pipe(
    TE.fromEither(encode(path, tensors)),
    TE.flatMap((bytes) => replaceFile(path, bytes)),
  )
