import { extname } from 'node:path'
import {
  encodeNpy,
  encodeNpz,
  encodeSafetensors,
  type FileError,
  SINGLE_TENSOR,
  type Tensor,
} from '@sigmastream/tensor-files'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, fromFileError, usage } from './errors.js'
import { checkNoFolder, checkTarget, type NewFile, writeFiles } from './files.js'

const encoders: Readonly<Record<string, (tensor: Tensor, file: string) => E.Either<FileError, Uint8Array>>> = {
  '.npy': (tensor, file) => encodeNpy(tensor, file),
  '.npz': (tensor, file) => encodeNpz(new Map([[SINGLE_TENSOR, tensor]]), file),
  '.safetensors': (tensor, file) => encodeSafetensors(new Map([[SINGLE_TENSOR, tensor]]), file),
}

/** The extension of a path, in lower case, with its dot. */
export const extensionOf = (path: string): string => extname(path).toLowerCase()

/** Whether a tensor can be written under this name. */
export const isTensorName = (path: string): boolean => extensionOf(path) in encoders

/** One float32 tensor as the bytes of a file, by the extension of its name. */
export const tensorFile = (path: string, tensor: Tensor): E.Either<CliError, NewFile> => {
  const encode = encoders[extensionOf(path)]
  return encode === undefined
    ? E.left(usage(`${path} has no extension of a tensor file that is written: give .npy, .npz or .safetensors`))
    : pipe(
        encode(tensor, path),
        E.bimap(fromFileError, (bytes) => ({ path, bytes })),
      )
}

/** The name of a tensor file, checked before there is anything to write. */
export const checkTensorTarget = (path: string, force: boolean): TE.TaskEither<CliError, string> =>
  pipe(
    checkNoFolder('--output', path),
    TE.flatMap(() =>
      isTensorName(path)
        ? checkTarget('--output', path, force)
        : TE.left(usage(`--output is "${path}": give a name that ends in .npy, .npz or .safetensors`)),
    ),
  )

/** Writes one tensor, where its name may be used. */
export const writeTensorTo = (path: string, tensor: Tensor, force: boolean): TE.TaskEither<CliError, string> =>
  pipe(
    checkTensorTarget(path, force),
    TE.flatMap(() => TE.fromEither(tensorFile(path, tensor))),
    TE.flatMap((file) => writeFiles([file])),
    TE.map(() => path),
  )
