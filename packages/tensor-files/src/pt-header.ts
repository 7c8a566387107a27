import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { ITEM_SIZE } from './dtype.js'
import { type FileError, malformedError } from './error.js'
import type { StridedTensor } from './pickle/value.js'
import { readPtArchive } from './pt-archive.js'
import { recordOf } from './pt-storages.js'
import type { SafetensorsEntry } from './safetensors-entry.js'
import { isRowMajor } from './strides.js'
import { nameTensors } from './torch-names.js'
import { withZip } from './zip.js'
import type { ZipMember } from './zip-member.js'

/** Where the elements of a storage begin, if they lie in the file as they are. */
const startOf = (path: string, size: number, part: string, record: ZipMember): TE.TaskEither<FileError, number> =>
  pipe(
    record.start,
    TE.flatMapEither((start) =>
      start === null
        ? malformedError(path, part, 'it is packed; torch.save stores tensors as they are: save it again')
        : start + record.size <= size
          ? E.right(start)
          : malformedError(path, part, 'it lies outside the file; the file is damaged, fetch or save it again'),
    ),
  )

const entryOf =
  (path: string, size: number, records: ReadonlyMap<string, ZipMember>) =>
  ([name, { storage, offset, shape, strides, count }]: readonly [string, StridedTensor]): TE.TaskEither<
    FileError,
    SafetensorsEntry
  > => {
    const part = `tensor "${name}"`
    const { dtype } = storage
    return isRowMajor(shape, strides)
      ? pipe(
          TE.fromEither(recordOf(path, records, storage)),
          TE.flatMap((record) => startOf(path, size, part, record)),
          TE.map((start) => ({
            name,
            dtype,
            shape,
            offset: start + offset * ITEM_SIZE[dtype],
            length: count * ITEM_SIZE[dtype],
          })),
        )
      : TE.fromEither(malformedError(path, part, 'its elements do not lie in order; save it contiguous'))
  }

/**
 * Where the tensors of a `torch.save` archive (`.pt`, `.ckpt`) lie in it, by name, as a safetensors header says it: the
 * pickle alone is read, none of its code is run. What is no tensor is left out, and so are tensors of types that are not
 * read. Errors: those of `withZip`, `readPtArchive` and `nameTensors`; `Malformed` where a tensor is packed, or its
 * elements do not lie in order.
 */
export const readPtHeader = (path: string): TE.TaskEither<FileError, ReadonlyMap<string, SafetensorsEntry>> =>
  withZip(path, 'pt', (archive) =>
    pipe(
      readPtArchive(path, archive),
      TE.bindTo('read'),
      TE.bind('named', ({ read: { value } }) => TE.fromEither(nameTensors(path, value))),
      TE.flatMap(({ read: { records }, named: { tensors } }) =>
        pipe([...tensors], TE.traverseSeqArray(entryOf(path, archive.size, records))),
      ),
      TE.map((entries) => new Map(entries.map((entry) => [entry.name, entry]))),
    ),
  )
