import { open } from 'node:fs/promises'
import { replaceFiles } from '@sigmastream/tensor-files'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { StoreError } from '../error.js'
import { fromLocalDisk } from '../folder/disk-error.js'
import type { ObjectStore } from '../object-store.js'
import { contentOf } from './hash-file.js'

/** Puts a file under a key that is of its content alone: what is there is not sent again. */
export const keepContent = (objects: ObjectStore, key: string, file: string): TE.TaskEither<StoreError, void> =>
  pipe(
    objects.has(key),
    TE.flatMap((isThere) => (isThere ? TE.right(true) : objects.putIfAbsent(key, file))),
    TE.map(() => undefined),
  )

/** What is told of as fetched is there after a loss of power too. */
const flush = (file: string): TE.TaskEither<StoreError, void> =>
  TE.tryCatch(
    async () => {
      const handle = await open(file, 'r+')
      await handle.sync().finally(() => handle.close())
    },
    (cause) => fromLocalDisk(file, cause),
  )

const fetchUnnamed = (objects: ObjectStore, key: string, hash: string, file: string): TE.TaskEither<StoreError, void> =>
  pipe(
    objects.get(key, file),
    TE.filterOrElse(
      (isThere) => isThere,
      (): StoreError => ({ _tag: 'StoreMissing', store: objects.name, key }),
    ),
    TE.flatMap(() => contentOf(file)),
    TE.filterOrElse(
      (came) => came.hash === hash,
      (came): StoreError => ({
        _tag: 'StoreDamaged',
        store: objects.name,
        key,
        wrong: `the SHA-256 of its ${came.bytes} bytes is ${came.hash}`,
      }),
    ),
    TE.flatMap(() => flush(file)),
  )

/**
 * Writes an object to a file, which has its name once what came has this hash, and is flushed. Errors: `StoreMissing`,
 * `StoreDamaged`, those of the store.
 */
export const fetchContent = (
  objects: ObjectStore,
  key: string,
  hash: string,
  file: string,
): TE.TaskEither<StoreError, void> =>
  pipe(
    replaceFiles<StoreError>(
      [{ path: file, make: (temporary) => fetchUnnamed(objects, key, hash, temporary)() }],
      (cause) => fromLocalDisk(file, cause),
    ),
    // The name that a message has is the one that was given, not the temporary one.
    TE.mapLeft((error) => (error._tag === 'LocalFileFailed' ? { ...error, path: file } : error)),
  )
