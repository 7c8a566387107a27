import { encodeTensor, isTensorName, type RunRecord, recordPath } from '@sigmastream/pipeline'
import type { Tensor } from '@sigmastream/tensor-files'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, usage } from './errors.js'
import { checkNoFolder, checkTarget, recordFile, writeFiles } from './files.js'
import { fromRenderError } from './from-errors.js'
import { interruptedBy } from './interruption.js'
import type { Io } from './io.js'

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

/** Writes one tensor, and its record beside it, unless a signal has asked to stop; names are checked before. */
export const writeTensorTo = (
  path: string,
  tensor: Tensor,
  force: boolean,
  { signal }: Io,
  record?: RunRecord,
): TE.TaskEither<CliError, string> =>
  pipe(
    TE.fromEither(encodeTensor(path, tensor)),
    TE.mapLeft((error) => fromRenderError(error, signal)),
    TE.tap(() => interruptedBy(signal)),
    TE.flatMap((bytes) =>
      writeFiles([{ path, bytes }, ...(record === undefined ? [] : [recordFile(recordPath(path), record)])], force),
    ),
    TE.map(() => path),
  )
