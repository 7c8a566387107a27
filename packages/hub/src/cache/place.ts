import { dirname, join, relative } from 'node:path'
import { fileOfBytes, linkTo, makeFolder, type NewFile, replaceFiles } from '@sigmastream/tensor-files'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { cacheFailure } from '../disk-failure.js'
import type { HubError } from '../errors.js'
import type { HubFile } from '../listing/listing.js'
import { blobPath, type RepositoryCache, refPath, snapshotFolder } from './layout.js'

/** Puts something into the cache, with the folders that lead to it. */
const place = (file: NewFile): TE.TaskEither<HubError, void> => {
  const failed = cacheFailure(file.path)
  return pipe(
    TE.tryCatch(() => makeFolder(dirname(file.path)), failed),
    TE.flatMap(() => replaceFiles<HubError>([file], failed)),
  )
}

/** Makes `path` a link to a file; relative, so that a cache may be moved. `CacheUnusable`, `DiskFull`. */
export const placeLink = (path: string, target: string): TE.TaskEither<HubError, void> =>
  place(linkTo(path, relative(dirname(path), target)))

/** Makes the file of a snapshot a link to its blob. `CacheUnusable`, `DiskFull`. */
export const placeFile = (at: RepositoryCache, commit: string, file: HubFile): TE.TaskEither<HubError, void> =>
  placeLink(join(snapshotFolder(at, commit), ...file.path.split('/')), blobPath(at, file))

/** Notes which commit a branch or tag stands for. `CacheUnusable`, `DiskFull`. */
export const placeRef = (at: RepositoryCache, revision: string, commit: string): TE.TaskEither<HubError, void> =>
  place(fileOfBytes(refPath(at, revision), new TextEncoder().encode(commit)))
