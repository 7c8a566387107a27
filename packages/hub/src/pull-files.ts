import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { cachedSnapshot } from './cache/cached-snapshot.js'
import { type RepositoryCache, repositoryCache } from './cache/layout.js'
import { connect } from './connect.js'
import { hubSettings } from './environment/settings.js'
import type { HubError } from './errors.js'
import { fetchListed } from './fetch-listed.js'
import { fetchListing } from './listing/listing.js'
import type { Connection } from './network/connection.js'
import { retry } from './network/retry.js'
import type { HubOptions } from './options.js'
import { checkedRepository, checkedRevision } from './repository.js'
import type { Selection } from './selection.js'
import type { Snapshot } from './snapshot.js'

/** Whether a hub that cannot answer now is no reason to do without what is here. */
const isUnreachable = ({ _tag }: HubError): boolean =>
  _tag === 'NoNetwork' || _tag === 'ServerFailed' || _tag === 'RateLimited'

/** What is selected of what the hub lists now; where it cannot be asked and there is a whole snapshot, that one. */
const refresh = <Lack>(
  connection: Connection,
  at: RepositoryCache,
  selection: Selection<Lack>,
  here: Snapshot | undefined,
  { onProgress = () => undefined }: HubOptions,
): TE.TaskEither<HubError | Lack, Snapshot> =>
  pipe(
    here === undefined ? retry(connection, fetchListing(connection)) : fetchListing(connection),
    TE.matchE(
      (error): TE.TaskEither<HubError | Lack, Snapshot> =>
        here !== undefined && isUnreachable(error) ? TE.right(here) : TE.left(error),
      (listing) => fetchListed(connection, at, listing, selection, here, onProgress),
    ),
  )

/**
 * Makes files of a repository of the Hugging Face hub available on this disk, in the hub's own cache, which Python's
 * library shares. What is there is not fetched again, a download that stopped goes on, every file is checked against the
 * hash that the hub lists, and a whole snapshot is found without a network. Any `HubError`, and what the selection lacks.
 */
export const pullFiles = <Lack>(
  selection: Selection<Lack>,
  options: HubOptions,
): TE.TaskEither<HubError | Lack, Snapshot> => {
  const settings = hubSettings(options.env, options.home ?? homedir())
  return pipe(
    TE.Do,
    TE.bind('repository', () => TE.fromEither(checkedRepository(options.repository))),
    TE.bind('revision', () => TE.fromEither(checkedRevision(options.revision ?? 'main'))),
    TE.let('at', ({ repository }) => repositoryCache(resolve(options.cache ?? settings.cache), repository)),
    TE.bind('here', ({ at, revision }) => cachedSnapshot(at, revision, selection)),
    TE.flatMap(({ repository, revision, at, here }): TE.TaskEither<HubError | Lack, Snapshot> => {
      if (options.offline ?? settings.offline)
        return here === undefined
          ? TE.left({ _tag: 'NotCached', repository, revision, cache: at.cache })
          : TE.right(here)
      return pipe(
        connect(options, settings, { repository, revision }),
        TE.flatMap((connection) => refresh(connection, at, selection, here, options)),
      )
    }),
  )
}
