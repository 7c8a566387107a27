import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { npyTensor } from './npy.js'
import { NPY_HEAD_BYTES, readNpyHeader } from './npy-header.js'
import { readHead, withFile } from './open-file.js'
import { SINGLE_TENSOR } from './tensor.js'
import { elementBudget, noOthers, type WithTensors } from './tensor-index.js'

/** Opens a `.npy` file: one tensor, by the name `SINGLE_TENSOR`. Its size is checked before its elements are read. */
export const withNpy: WithTensors = (path, use) =>
  withFile(path, (file) =>
    pipe(
      readHead(file, NPY_HEAD_BYTES),
      TE.flatMapEither((head) => readNpyHeader(path, head, file.size)),
      TE.flatMap((header) => {
        const load = () =>
          pipe(
            file.read(header.dataStart, file.size - header.dataStart),
            TE.map((elements) => npyTensor(header, elements)),
          )
        return use({ budget: elementBudget(file.size), tensors: new Map([[SINGLE_TENSOR, load]]), others: noOthers })
      }),
    ),
  )
