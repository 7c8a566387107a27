import { open, unlink } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { replaceFiles } from '@sigmastream/tensor-files'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { StoreError } from '../error.js'
import { withCheckedKeys } from '../object-key.js'
import type { ObjectStore } from '../object-store.js'
import { fileOfPieces, piecesOf } from '../pieces.js'
import { fromDisk, fromLocalDisk, ifAbsent } from './disk-error.js'
import { isFileAt, keysBelow, removeEmpty } from './find.js'
import { linkWhereNothingIs, type Publish, placeFile, renameOver } from './place.js'

/**
 * Objects as files in a folder, which is made where it is not there, and may lie on a network, where several machines
 * write to it. An object is flushed to the disk before it has its name, and its name before it is told of. Links in the
 * folder are not followed; it may be one itself. What killed writers leave is removed: by the next that writes into the
 * same place on the same machine, and of other machines after a day.
 *
 * `putIfAbsent` needs hard links, which FAT has not. Errors: `StoreFull`, `StoreDenied`, `StoreUnreachable`, `BadKey`,
 * and of the other file `LocalFileFailed`.
 */
export const folderStore = (folder: string): ObjectStore => {
  const root = resolve(folder)

  /** What is done at the path of a key; what it throws is what the store's disk fails at. */
  const at =
    <A>(
      key: string,
      use: (path: string, isThere: boolean) => Promise<E.Either<StoreError, A>>,
    ): TE.TaskEither<StoreError, A> =>
    async () => {
      try {
        return await use(join(root, key), await isFileAt(root, key))
      } catch (cause) {
        return E.left(fromDisk(root, cause))
      }
    }

  const place = (key: string, file: string, publish: Publish): TE.TaskEither<StoreError, boolean> =>
    at(key, (path) => placeFile(root, path, file, publish))

  const fetch = async (path: string, file: string): Promise<E.Either<StoreError, boolean>> => {
    const source = await open(path, 'r').catch(ifAbsent(null))
    if (source === null) return E.right(false)
    try {
      const fetched = fileOfPieces(file, piecesOf(source), (cause) => fromDisk(root, cause))
      const placed = replaceFiles<StoreError>([fetched], (cause) => fromLocalDisk(file, cause))
      return E.map(() => true)(await placed())
    } finally {
      await source.close()
    }
  }

  return withCheckedKeys({
    name: root,
    has: (key) => at(key, async (_, isThere) => E.right(isThere)),
    put: (key, file) =>
      pipe(
        place(key, file, renameOver),
        TE.map(() => undefined),
      ),
    putIfAbsent: (key, file) => place(key, file, linkWhereNothingIs),
    get: (key, file) => at(key, async (path, isThere) => (isThere ? fetch(path, file) : E.right(false))),
    list: (prefix) => at(prefix.slice(0, -1), async (path) => E.right((await keysBelow(path, prefix)).toSorted())),
    remove: (key) =>
      at(key, async (path) => {
        await unlink(path).catch(ifAbsent(undefined))
        await removeEmpty(dirname(path), root)
        return E.right(undefined)
      }),
  })
}
