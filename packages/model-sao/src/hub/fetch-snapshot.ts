import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CachedSnapshot, Snapshot } from './cached.js'
import type { Connection } from './connection.js'
import type { HubError } from './errors.js'
import { ensureSnapshot, type PullProgress } from './fetch-files.js'
import { fetchText } from './fetch-text.js'
import { type RepositoryCache, snapshotFolder } from './layout.js'
import { licencesOf } from './licences.js'
import type { Listing } from './listing.js'
import { configName, modelPath, neededFiles } from './needed-files.js'
import { snapshotConfig, snapshotKind } from './snapshot-config.js'
import { type TextNeed, textNeedOf } from './text-need.js'

/** What is fetched first, for it says what else is needed: the configuration of a single file. */
const fetchConfig = (
  connection: Connection,
  at: RepositoryCache,
  { commit, files }: Listing,
  named: string | undefined,
): TE.TaskEither<HubError, unknown> => {
  const names = new Set(files.map(({ path }) => path))
  const needed = files.filter(({ path }) => path === configName(names, named))
  return pipe(
    ensureSnapshot(connection, at, { commit, needed, isHere: needed.length === 0, isPart: true }, () => undefined),
    TE.flatMapTask(() => snapshotConfig(snapshotFolder(at, commit), names, named)),
  )
}

/**
 * Fetches the files that are needed of a listing, and T5 where the model is told text by it and the listing has none,
 * and makes the snapshot of them. Where the snapshot `here` is of this commit, the layout that is whole there is kept;
 * where nothing is to be done, nothing is written. Errors: those of `ensureSnapshot` and `fetchText`, `NoCheckpoint`.
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
  const known = isHere ? files.filter(({ path }) => here.paths.has(path)) : files
  const needing = (need: TextNeed) =>
    pipe(
      neededFiles(known, named, need),
      E.mapLeft((wrong): HubError => ({ _tag: 'NoCheckpoint', repository, ...wrong })),
      TE.fromEither,
    )
  return pipe(
    // Where there is no model whatever it is told text by, nothing is fetched.
    needing({ _tag: 'Nothing' }),
    TE.flatMap(() =>
      isHere
        ? TE.fromTask(snapshotConfig(snapshot, here.paths, named))
        : fetchConfig(connection, at, { commit, files }, named),
    ),
    TE.bindTo('config'),
    TE.bind('needed', ({ config }) => needing(textNeedOf(config))),
    TE.tap(({ needed: { files: needed } }) => ensureSnapshot(connection, at, { commit, needed, isHere }, onProgress)),
    TE.tap(({ needed: { hasText } }) =>
      hasText || isHere ? TE.right(undefined) : fetchText(connection, at.cache, snapshot, onProgress),
    ),
    TE.let('paths', ({ needed: { files: needed } }) => needed.map(({ path }) => path)),
    TE.bind('kind', ({ config, paths }) => TE.fromTask(snapshotKind(snapshot, new Set(paths), config))),
    TE.map(({ kind, paths, needed: { files: needed } }) => ({
      snapshot,
      commit,
      model: modelPath(snapshot, needed, named),
      licences: licencesOf(kind, paths),
    })),
  )
}
