import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { taskEither as TE } from 'fp-ts'
import type { HubError } from './errors.js'
import { blobPath, type RepositoryCache, refPath, snapshotFolder } from './layout.js'
import type { HubFile } from './listing.js'
import { cacheFailure } from './system-error.js'

/** Makes something under another name in the same folder and renames it, so that it is seen whole or not at all. */
const replaced = (path: string, make: (temporary: string) => Promise<void>): TE.TaskEither<HubError, void> =>
  TE.tryCatch(async () => {
    const temporary = join(dirname(path), `.${randomUUID()}.tmp`)
    await mkdir(dirname(path), { recursive: true })
    try {
      await make(temporary)
      await rename(temporary, path)
    } finally {
      await rm(temporary, { force: true })
    }
  }, cacheFailure(path))

/**
 * Makes the file of a snapshot a link to its blob; relative, so that a cache may be moved. `CacheUnusable`, `DiskFull`.
 */
export const placeFile = (at: RepositoryCache, commit: string, file: HubFile): TE.TaskEither<HubError, void> => {
  const path = join(snapshotFolder(at, commit), ...file.path.split('/'))
  return replaced(path, (temporary) => symlink(relative(dirname(path), blobPath(at, file)), temporary))
}

/** Notes which commit a branch or tag stands for. `CacheUnusable`, `DiskFull`. */
export const placeRef = (at: RepositoryCache, revision: string, commit: string): TE.TaskEither<HubError, void> =>
  replaced(refPath(at, revision), (temporary) => writeFile(temporary, commit, { flag: 'wx' }))
