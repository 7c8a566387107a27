import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { cacheFailure } from '../disk-failure.js'
import type { HubError } from '../errors.js'
import { ifThere } from '../if-there.js'
import { isCommit } from '../repository.js'
import type { Selection } from '../selection.js'
import type { Snapshot } from '../snapshot.js'
import { fileSize } from './file-size.js'
import { type RepositoryCache, refPath, snapshotFolder } from './layout.js'
import { selectFiles } from './select-files.js'

const commitOf = (at: RepositoryCache, revision: string): TE.TaskEither<HubError, string | undefined> => {
  const path = refPath(at, revision)
  return isCommit(revision)
    ? TE.right(revision)
    : pipe(
        ifThere(() => readFile(path, 'utf8'), cacheFailure(path)),
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
    // before Node 20.12 it is called `path`
    .map((entry) =>
      relative(folder, join(entry.parentPath ?? entry.path, entry.name))
        .split(sep)
        .join('/'),
    )

const presentFiles = (folder: string, path: string): TE.TaskEither<HubError, readonly string[]> =>
  pipe(
    fileSize(join(folder, path)),
    TE.map((size) => (size === undefined ? [] : [path])),
  )

/**
 * The snapshot of a revision that is whole in the cache: all that is selected of it is there, and no link leads nowhere.
 * The network is not used. `undefined` where there is none; `CacheUnusable`.
 */
export const cachedSnapshot = <Lack>(
  at: RepositoryCache,
  revision: string,
  selection: Selection<Lack>,
): TE.TaskEither<HubError, Snapshot | undefined> =>
  pipe(
    commitOf(at, revision),
    TE.flatMap((commit) => {
      if (commit === undefined) return TE.right(undefined)
      const folder = snapshotFolder(at, commit)
      return pipe(
        ifThere(() => filesIn(folder), cacheFailure(folder)),
        TE.flatMap((paths = []) => TE.traverseSeqArray((path: string) => presentFiles(folder, path))(paths)),
        TE.map((found) => new Set(found.flat())),
        TE.flatMapTask((paths) =>
          pipe(
            selectFiles(selection, folder, paths),
            TE.match(
              () => undefined,
              (files) => (files.every((path) => paths.has(path)) ? { folder, commit, files } : undefined),
            ),
          ),
        ),
      )
    }),
  )
