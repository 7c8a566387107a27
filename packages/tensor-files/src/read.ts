import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { FileError, FileFormat } from './error.js'
import { formatOf } from './format.js'
import { withNpy } from './npy-file.js'
import { withNpz } from './npz-file.js'
import { withPt } from './pt-file.js'
import { withSafetensors } from './safetensors-file.js'
import type { StoredTensor } from './tensor.js'
import { loadAll, type TensorIndex, type WithTensors } from './tensor-index.js'

const OPENERS: Readonly<Record<FileFormat, WithTensors>> = {
  npy: withNpy,
  npz: withNpz,
  safetensors: withSafetensors,
  pt: withPt,
}

const withTensors: WithTensors = (path, use) =>
  pipe(
    TE.fromEither(formatOf(path)),
    TE.flatMap((format) => OPENERS[format](path, use)),
  )

/**
 * Every tensor of a `.npy`, `.npz`, `.safetensors` or `.pt` file by name: `SINGLE_TENSOR` for the only one of a `.npy`
 * or `.pt`; in a `.pt`, the keys of nested dictionaries and the indices of lists joined by dots. Values become float32.
 * What a `.npz` or `.pt` holds beside (other files, other types) is left out. Any `FileError` of reading.
 */
export const readTensors = (path: string): TE.TaskEither<FileError, ReadonlyMap<string, StoredTensor>> =>
  withTensors(path, loadAll)

const loadOnly =
  (file: string) =>
  ({ budget, tensors, others }: TensorIndex): TE.TaskEither<FileError, StoredTensor> => {
    const [load, ...more] = tensors.values()
    const [other] = others.values()
    if (load !== undefined && more.length === 0) return load(budget)
    return TE.left(
      load === undefined && other !== undefined ? other : { _tag: 'NotOneTensor', file, names: [...tensors.keys()] },
    )
  }

const loadNamed =
  (file: string, name: string) =>
  ({ budget, tensors, others }: TensorIndex): TE.TaskEither<FileError, StoredTensor> =>
    tensors.get(name)?.(budget) ??
    TE.left(others.get(name) ?? { _tag: 'NoSuchTensor', file, name, names: [...tensors.keys()] })

/**
 * One tensor of a file, reading no other: the one of that name (`NoSuchTensor` where there is none), or without a name
 * the only one that is read (`NotOneTensor` where there are none or several). Any `FileError` of reading.
 */
export const readTensor = (path: string, name?: string): TE.TaskEither<FileError, StoredTensor> =>
  withTensors(path, name === undefined ? loadOnly(path) : loadNamed(path, name))
