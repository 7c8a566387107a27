import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type RepositoryCache, snapshotFolder } from './cache/layout.js'
import { selectFiles } from './cache/select-files.js'
import { ensureSnapshot } from './download/ensure-snapshot.js'
import type { PullProgress } from './download/progress.js'
import type { HubError } from './errors.js'
import type { HubFile, Listing } from './listing/listing.js'
import type { Connection } from './network/connection.js'
import type { Selection } from './selection.js'
import type { Snapshot } from './snapshot.js'

const filesAt = ({ files }: Listing, paths: readonly string[]): readonly HubFile[] =>
  files.filter(({ path }) => paths.includes(path))

/** Fetches what must be read first, and says which files of a listing are wanted. */
const selectListed = <Lack>(
  connection: Connection,
  at: RepositoryCache,
  listing: Listing,
  selection: Selection<Lack>,
): TE.TaskEither<HubError | Lack, readonly string[]> => {
  const { repository, revision } = connection
  const { commit } = listing
  const paths = new Set(listing.files.map(({ path }) => path))
  return pipe(
    TE.fromEither(selection.readFirst(paths)),
    TE.flatMap((first): TE.TaskEither<HubError | Lack, void> => {
      const needed = filesAt(listing, first)
      return ensureSnapshot(
        connection,
        at,
        { commit, needed, isHere: needed.length === 0, isPart: true },
        () => undefined,
      )
    }),
    TE.flatMap(() => selectFiles(selection, snapshotFolder(at, commit), paths)),
    TE.flatMap((files): TE.TaskEither<HubError | Lack, readonly string[]> => {
      const missing = files.filter((path) => !paths.has(path))
      return missing.length === 0 ? TE.right(files) : TE.left({ _tag: 'NotListed', repository, revision, missing })
    }),
  )
}

/**
 * Fetches what is selected of a listing and makes the snapshot of it. Where the snapshot `here` is of this commit, what
 * is selected there is kept; where nothing is to be done, nothing is written. Errors: those of `ensureSnapshot`,
 * `NotListed`, and what the selection lacks.
 */
export const fetchListed = <Lack>(
  connection: Connection,
  at: RepositoryCache,
  listing: Listing,
  selection: Selection<Lack>,
  here: Snapshot | undefined,
  onProgress: (progress: PullProgress) => void,
): TE.TaskEither<HubError | Lack, Snapshot> => {
  const { commit } = listing
  const isHere = here !== undefined && here.commit === commit
  return pipe(
    isHere ? TE.right(here.files) : selectListed(connection, at, listing, selection),
    TE.tap(
      (files): TE.TaskEither<HubError | Lack, void> =>
        ensureSnapshot(connection, at, { commit, needed: filesAt(listing, files), isHere }, onProgress),
    ),
    TE.map((files) => ({ folder: snapshotFolder(at, commit), commit, files })),
  )
}
