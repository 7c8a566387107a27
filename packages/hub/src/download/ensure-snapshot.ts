import { join } from 'node:path'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { fileSize } from '../cache/file-size.js'
import { type RepositoryCache, snapshotFolder } from '../cache/layout.js'
import { withLock } from '../cache/lock.js'
import { placeFile, placeRef } from '../cache/place.js'
import type { HubError } from '../errors.js'
import type { HubFile } from '../listing/listing.js'
import type { Connection } from '../network/connection.js'
import { ensureBlob } from './blob.js'
import type { PullProgress } from './progress.js'

const sum = (files: readonly HubFile[]): number => files.reduce((bytes, { size }) => bytes + size, 0)

/** The smallest first: a refusal then comes before gigabytes do. */
const inOrder = (files: readonly HubFile[]): readonly HubFile[] =>
  files.toSorted((a, b) => a.size - b.size || (a.path < b.path ? -1 : 1))

/** Those that the snapshot does not hold in their size. */
const pendingOf = (snapshot: string, needed: readonly HubFile[]): TE.TaskEither<HubError, readonly HubFile[]> =>
  pipe(
    needed,
    TE.traverseSeqArray((file) =>
      pipe(
        fileSize(join(snapshot, file.path)),
        TE.map((size) => (size === file.size ? [] : [file])),
      ),
    ),
    TE.map((files) => inOrder(files.flat())),
  )

/** One file after the other. */
const fetchFiles = (
  connection: Connection,
  at: RepositoryCache,
  commit: string,
  pending: readonly HubFile[],
  report: (file: HubFile, i: number, bytes: number) => void,
): TE.TaskEither<HubError, readonly void[]> =>
  pipe(
    pending,
    TE.traverseSeqArrayWithIndex((i, file) =>
      pipe(
        ensureBlob(connection, at, commit, file, (bytes) => report(file, i, bytes)),
        TE.flatMap(() => placeFile(at, commit, file)),
        TE.tapIO(() => () => report(file, i, file.size)),
      ),
    ),
  )

/** The files of a commit that are to be in its snapshot. */
interface SnapshotFiles {
  readonly commit: string
  readonly needed: readonly HubFile[]
  /** Whether the snapshot was whole before, so that nothing is written where nothing is to be done. */
  readonly isHere: boolean
  /** Whether more is to come, so that the revision is not noted yet. */
  readonly isPart?: boolean
}

/**
 * Fetches files and makes the snapshot of them; the revision is noted last, when all is there. Any `HubError` of the
 * network, of answers and of the cache; `InUse`.
 */
export const ensureSnapshot = (
  connection: Connection,
  at: RepositoryCache,
  { commit, needed, isHere, isPart = false }: SnapshotFiles,
  onProgress: (progress: PullProgress) => void,
): TE.TaskEither<HubError, void> => {
  const { repository, revision } = connection
  return pipe(
    pendingOf(snapshotFolder(at, commit), needed),
    TE.flatMap((pending): TE.TaskEither<HubError, void> => {
      if (isHere && pending.length === 0) return TE.right(undefined)
      const total = sum(needed)
      const report = ({ path }: HubFile, i: number, bytes: number): void =>
        onProgress({ file: path, bytes: total - sum(pending.slice(i)) + bytes, total })
      const noted = isPart || revision === commit ? TE.right(undefined) : placeRef(at, revision, commit)
      return withLock(
        repository,
        at.lock,
        pipe(
          fetchFiles(connection, at, commit, pending, report),
          TE.flatMap(() => noted),
        ),
      )
    }),
  )
}
