import { rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { makeFolder } from '@sigmastream/tensor-files'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { fileSize } from '../cache/file-size.js'
import { blobPath, incompletePath, type RepositoryCache } from '../cache/layout.js'
import { cacheFailure } from '../disk-failure.js'
import type { HubError } from '../errors.js'
import type { HubFile } from '../listing/listing.js'
import type { Connection } from '../network/connection.js'
import { retry } from '../network/retry.js'
import { type FileFetch, transfer } from './transfer.js'
import { verifyFile } from './verify.js'

const onDisk = <A>(path: string, act: () => Promise<A>): TE.TaskEither<HubError, A> =>
  TE.tryCatch(act, cacheFailure(path))

const removeFile = (path: string): TE.TaskEither<HubError, void> => onDisk(path, () => rm(path, { force: true }))

/** Fetches what is not there yet of `fetching.path`, again and again while that helps, and checks the whole. */
const fetchWhole = (connection: Connection, fetching: FileFetch): TE.TaskEither<HubError, void> => {
  const { file, path } = fetching
  const rest = pipe(
    fileSize(path),
    TE.flatMap((at = 0) =>
      at === file.size && at > 0 ? TE.right(undefined) : transfer(connection, fetching, at < file.size ? at : 0),
    ),
  )
  return pipe(
    retry(connection, rest),
    TE.flatMap(() => verifyFile(file, path, connection.signal)),
    TE.tapError((error) => (error._tag === 'WrongBytes' ? removeFile(path) : TE.right(undefined))),
  )
}

/**
 * Makes sure that the blob of a file is in the cache: there already in its size, or fetched, going on where an earlier
 * attempt stopped. It gets its name only when it is whole and its hash is right; wrong bytes are removed and fetched
 * once more.
 */
export const ensureBlob = (
  connection: Connection,
  at: RepositoryCache,
  commit: string,
  file: HubFile,
  onBytes: (bytes: number) => void,
): TE.TaskEither<HubError, void> => {
  const blob = blobPath(at, file)
  const path = incompletePath(at, file)
  const gather = fetchWhole(connection, { commit, file, path, onBytes })
  const fetched = pipe(
    onDisk(path, () => makeFolder(dirname(path))),
    TE.flatMap(() => gather),
    TE.orElse((error) => (error._tag === 'WrongBytes' ? gather : TE.left(error))),
    TE.flatMap(() => onDisk(blob, () => rename(path, blob))),
  )
  return pipe(
    fileSize(blob),
    TE.flatMap((size) => (size === file.size ? TE.right(undefined) : fetched)),
  )
}
