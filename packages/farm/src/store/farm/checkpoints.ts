import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { StoreError } from '../error.js'
import type { FarmStore } from '../farm-store.js'
import type { ObjectStore } from '../object-store.js'
import { fetchContent } from './content.js'
import { contentOf } from './hash-file.js'

/** A frame that is kept: after how many steps, and its SHA-256. */
interface Checkpoint {
  readonly key: string
  readonly done: number
  readonly hash: string
}

const form = /\/step-(\d{4,})-([0-9a-f]{64})\.safetensors$/

const checkpointAt = (key: string): readonly Checkpoint[] => {
  const [match, done, hash] = form.exec(key) ?? []
  return match === undefined || hash === undefined ? [] : [{ key, done: Number(done), hash }]
}

/** A class as a part of a key, another for each: what may not stand there is written as its bytes, such as `_2f`. */
const partOf = (bitsClass: string): string =>
  [...new TextEncoder().encode(bitsClass)]
    .map((byte, i) => {
      const char = String.fromCharCode(byte)
      return /[a-z0-9-]/.test(char) || (char === '.' && i > 0) ? char : `_${byte.toString(16).padStart(2, '0')}`
    })
    .join('')

/** Those of `FarmStore`, with the hash of each frame in its key, so that one that was damaged is not gone on with. */
export const checkpointsIn = (
  objects: ObjectStore,
  isMade: (job: string) => TE.TaskEither<StoreError, boolean>,
): Pick<FarmStore, 'keepCheckpoint' | 'fetchCheckpoint' | 'forgetCheckpoints'> => {
  const folderOf = (job: string): string => `checkpoints/${job}/`
  const classFolder = (job: string, bitsClass: string): string => `${folderOf(job)}${partOf(bitsClass)}/`

  const all = (folder: string): TE.TaskEither<StoreError, readonly Checkpoint[]> =>
    pipe(
      objects.list(folder),
      TE.map((keys) => keys.flatMap(checkpointAt)),
    )

  const removeAll = (keys: readonly string[]): TE.TaskEither<StoreError, void> =>
    pipe(
      keys,
      TE.traverseSeqArray(objects.remove),
      TE.map(() => undefined),
    )

  const forget = (job: string): TE.TaskEither<StoreError, void> =>
    pipe(objects.list(folderOf(job)), TE.flatMap(removeAll))

  /** The first of these that is there and undamaged. */
  const fetchFirst = (
    [first, ...others]: readonly Checkpoint[],
    fileOf: (done: number) => string,
  ): TE.TaskEither<StoreError, number | null> =>
    first === undefined
      ? TE.right(null)
      : pipe(
          fetchContent(objects, first.key, first.hash, fileOf(first.done)),
          TE.map((): number | null => first.done),
          TE.orElse((error) =>
            error._tag === 'StoreMissing' || error._tag === 'StoreDamaged'
              ? fetchFirst(others, fileOf)
              : TE.left(error),
          ),
        )

  return {
    keepCheckpoint: (job, bitsClass, done, file) => {
      const folder = classFolder(job, bitsClass)
      return pipe(
        contentOf(file),
        TE.map(({ hash }) => `${folder}step-${String(done).padStart(4, '0')}-${hash}.safetensors`),
        TE.tap((key) => objects.put(key, file)),
        TE.flatMap((kept) =>
          pipe(
            all(folder),
            TE.map((found) => found.filter(({ key, done: before }) => before <= done && key !== kept)),
            TE.flatMap((older) => removeAll(older.map(({ key }) => key))),
          ),
        ),
        // Whoever is late, and does not know that another has made the job, leaves nothing behind.
        TE.flatMap(() => isMade(job)),
        TE.flatMap((isOver) => (isOver ? forget(job) : TE.right(undefined))),
      )
    },
    fetchCheckpoint: (job, bitsClass, fileOf) =>
      pipe(
        all(classFolder(job, bitsClass)),
        TE.map((found) => found.toSorted((a, b) => b.done - a.done)),
        TE.flatMap((found) => fetchFirst(found, fileOf)),
      ),
    forgetCheckpoints: forget,
  }
}
