import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { ITEM_SIZE } from './dtype.js'
import { decodeElements } from './elements.js'
import { type FileError, malformedError, tooLargeError } from './error.js'
import type { Storage } from './pickle/value.js'
import { recordBytes } from './pt-archive.js'
import type { ZipMember } from './zip-member.js'

/** The elements of a storage as float32; a storage that many tensors view is read once. */
export type ReadStorage = (storage: Storage) => TE.TaskEither<FileError, Float32Array>

type Records = ReadonlyMap<string, ZipMember>

const idOf = ({ key, dtype }: Storage): string => `${dtype} ${key}`

/** The record of a storage, whose size must be what the pickle says; else `Malformed`. */
export const recordOf = (
  file: string,
  records: Records,
  { key, dtype, elements }: Storage,
): E.Either<FileError, ZipMember> => {
  const part = `storage "${key}"`
  const record = records.get(key)
  if (record === undefined)
    return malformedError(file, part, 'its record is missing; the file is damaged, fetch or save it again')
  const size = elements * ITEM_SIZE[dtype]
  return record.size === size
    ? E.right(record)
    : malformedError(
        file,
        part,
        `its record has ${record.size} bytes where ${elements} elements of ${dtype} take ${size}`,
      )
}

/** The same result for every run, computed at the first. */
const memoize = <A>(task: TE.TaskEither<FileError, A>): TE.TaskEither<FileError, A> => {
  let result: Promise<E.Either<FileError, A>> | undefined
  return () => (result ??= task())
}

const readRecord = (file: string, record: ZipMember, { key, dtype }: Storage): TE.TaskEither<FileError, Float32Array> =>
  pipe(
    recordBytes(file, `storage "${key}"`, record),
    TE.map((bytes) => decodeElements(bytes, dtype, 'little')),
  )

/**
 * A reader of the storages that tensors view, none of them read yet. `Malformed` where a record is missing or of
 * another size than the pickle says, `TooLarge` where all together have more than `budget` elements.
 */
export const openStorages = (
  file: string,
  records: Records,
  used: readonly Storage[],
  budget: number,
): E.Either<FileError, ReadStorage> => {
  const readers = new Map<string, TE.TaskEither<FileError, Float32Array>>()
  let total = 0
  for (const storage of used) {
    const record = recordOf(file, records, storage)
    if (E.isLeft(record)) return record
    if (readers.has(idOf(storage))) continue
    readers.set(idOf(storage), memoize(readRecord(file, record.right, storage)))
    total += storage.elements
  }
  if (total > budget) return tooLargeError(file, 'all storages together, in elements,', total, budget)
  const unused = ({ key }: Storage) =>
    TE.fromEither(malformedError(file, `storage "${key}"`, 'it was not among those in use'))
  return E.right((storage) => readers.get(idOf(storage)) ?? unused(storage))
}
