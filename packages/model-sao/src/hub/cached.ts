import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { sizeOf } from './download.js'
import type { HubError } from './errors.js'
import { type RepositoryCache, refPath, snapshotFolder } from './layout.js'
import { type Licence, licencesOf } from './licences.js'
import { modelPath, neededFiles } from './needed-files.js'
import { isCommit } from './repository.js'
import { snapshotConfig, snapshotKind } from './snapshot-config.js'
import { cacheFailure, isAbsent } from './system-error.js'
import { textNeedOf } from './text-need.js'

/** A checkpoint on this disk. */
export interface Snapshot {
  /** Its folder. */
  readonly snapshot: string
  /** What `openCheckpoint` opens: the folder, or the weights in it that were asked for by their name. */
  readonly model: string
  /** The commit that it is of. */
  readonly commit: string
  /** On what terms it is given. */
  readonly licences: readonly Licence[]
}

/** A snapshot that is whole, and the files that are in it. */
export interface CachedSnapshot extends Snapshot {
  readonly paths: ReadonlySet<string>
}

/** What `read` gives, or `undefined` where there is no such file. `CacheUnusable`. */
const ifThere = <A>(path: string, read: () => Promise<A>): TE.TaskEither<HubError, A | undefined> =>
  pipe(
    TE.tryCatch(
      (): Promise<A | undefined> => read(),
      (cause) => cause,
    ),
    TE.orElse(
      (cause): TE.TaskEither<HubError, A | undefined> =>
        isAbsent(cause) ? TE.right(undefined) : TE.left(cacheFailure(path)(cause)),
    ),
  )

const commitOf = (at: RepositoryCache, revision: string): TE.TaskEither<HubError, string | undefined> => {
  const path = refPath(at, revision)
  return isCommit(revision)
    ? TE.right(revision)
    : pipe(
        ifThere(path, () => readFile(path, 'utf8')),
        TE.map((text) => (text !== undefined && isCommit(text.trim()) ? text.trim() : undefined)),
      )
}

/**
 * The files in a folder and its subfolders, by paths with slashes; links among them, whether they lead somewhere or
 * not.
 */
const filesIn = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))

const presentFiles = (folder: string, path: string): TE.TaskEither<HubError, readonly string[]> =>
  pipe(
    sizeOf(join(folder, path)),
    TE.map((size) => (size === undefined ? [] : [path])),
  )

/**
 * The snapshot of a revision that is whole in the cache: all that `neededFiles` asks for is there, and no link leads
 * nowhere. The network is not used. `undefined` where there is none; `CacheUnusable`.
 */
export const cachedSnapshot = (
  at: RepositoryCache,
  revision: string,
  named?: string,
): TE.TaskEither<HubError, CachedSnapshot | undefined> =>
  pipe(
    commitOf(at, revision),
    TE.flatMap((commit) => {
      if (commit === undefined) return TE.right(undefined)
      const snapshot = snapshotFolder(at, commit)
      return pipe(
        ifThere(snapshot, () => filesIn(snapshot)),
        TE.flatMap((paths = []) => TE.traverseSeqArray((path: string) => presentFiles(snapshot, path))(paths)),
        TE.map((found) => new Set(found.flat())),
        TE.bindTo('paths'),
        TE.bind('config', ({ paths }) => TE.fromTask(snapshotConfig(snapshot, paths, named))),
        TE.bind('kind', ({ paths, config }) => TE.fromTask(snapshotKind(snapshot, paths, config))),
        TE.map(({ paths, config, kind }) => {
          const needed = neededFiles(
            [...paths].map((path) => ({ path })),
            named,
            textNeedOf(config),
          )
          return E.isRight(needed) && needed.right.hasText
            ? {
                snapshot,
                commit,
                paths,
                model: modelPath(snapshot, needed.right.files, named),
                licences: licencesOf(kind, [...paths]),
              }
            : undefined
        }),
      )
    }),
  )
