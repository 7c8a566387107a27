import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type FileError, tooLargeError } from './error.js'
import type { StridedTensor } from './pickle/value.js'
import { readPtArchive } from './pt-archive.js'
import { openStorages, type ReadStorage } from './pt-storages.js'
import { gather, isRowMajor } from './strides.js'
import type { StoredTensor } from './tensor.js'
import { elementBudget, type TensorIndex, type TensorLoad, type WithTensors } from './tensor-index.js'
import { nameTensors } from './torch-names.js'
import { withZip, type ZipArchive } from './zip.js'

/** Whether a tensor is its whole storage in row-major order. */
const isWhole = ({ storage, offset, shape, strides, count }: StridedTensor): boolean =>
  offset === 0 && count === storage.elements && isRowMajor(shape, strides)

const loadTensor =
  (file: string, name: string, tensor: StridedTensor, read: ReadStorage): TensorLoad =>
  (most) => {
    const { storage, offset, shape, strides, count } = tensor
    if (count > most) return TE.fromEither(tooLargeError(file, `tensor "${name}", in elements,`, count, most))
    return pipe(
      read(storage),
      TE.map(
        (elements): StoredTensor => ({
          shape,
          dtype: storage.dtype,
          data: isWhole(tensor) ? elements : gather(elements.subarray(offset), shape, strides, count),
        }),
      ),
    )
  }

const indexOf = (path: string, archive: ZipArchive): TE.TaskEither<FileError, TensorIndex> => {
  const budget = elementBudget(archive.size)
  return pipe(
    readPtArchive(path, archive),
    TE.flatMapEither(({ value, records }) =>
      pipe(
        E.Do,
        E.bind('named', () => nameTensors(path, value)),
        E.bind('read', ({ named: { tensors } }) =>
          openStorages(
            path,
            records,
            [...tensors.values()].map(({ storage }) => storage),
            budget,
          ),
        ),
      ),
    ),
    TE.map(({ named: { tensors, others }, read }) => ({
      budget,
      others,
      tensors: new Map([...tensors].map(([name, tensor]) => [name, loadTensor(path, name, tensor, read)])),
    })),
  )
}

/**
 * Opens a `.pt` file of `torch.save`, in its zip format. Nothing in it is executed. Errors: those of `withZip`,
 * `readPtArchive`, `nameTensors` and `openStorages`.
 */
export const withPt: WithTensors = (path, use) =>
  withZip(path, 'pt', (archive) => pipe(indexOf(path, archive), TE.flatMap(use)))
