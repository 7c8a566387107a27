import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CachedSnapshot, Snapshot } from './cached.js'
import type { Connection } from './connection.js'
import type { HubError } from './errors.js'
import { ensureSnapshot, type PullProgress } from './fetch-files.js'
import { fetchText } from './fetch-text.js'
import { type RepositoryCache, snapshotFolder } from './layout.js'
import type { Listing } from './listing.js'
import { modelPath, neededFiles } from './needed-files.js'

/**
 * Fetches the files that are needed of a listing, and T5 where the listing has none, and makes the snapshot of them.
 * Where the snapshot `here` is of this commit, the layout that is whole there is kept; where nothing is to be done,
 * nothing is written. Errors: those of `ensureSnapshot` and `fetchText`, `NoCheckpoint`.
 */
export const fetchSnapshot = (
  connection: Connection,
  at: RepositoryCache,
  { commit, files }: Listing,
  here: CachedSnapshot | undefined,
  onProgress: (progress: PullProgress) => void,
  named?: string,
): TE.TaskEither<HubError, Snapshot> => {
  const { repository } = connection
  const snapshot = snapshotFolder(at, commit)
  const isHere = here !== undefined && here.commit === commit
  return pipe(
    neededFiles(isHere ? files.filter(({ path }) => here.paths.has(path)) : files, named),
    E.mapLeft((wrong): HubError => ({ _tag: 'NoCheckpoint', repository, ...wrong })),
    TE.fromEither,
    TE.tap(({ files: needed }) => ensureSnapshot(connection, at, { commit, needed, isHere }, onProgress)),
    TE.tap(({ hasText }) =>
      hasText || isHere ? TE.right(undefined) : fetchText(connection, at.cache, snapshot, onProgress),
    ),
    TE.map(({ files: needed }) => ({ snapshot, commit, model: modelPath(snapshot, needed, named) })),
  )
}
