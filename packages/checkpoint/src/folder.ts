import { readdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf, messageOf } from '@sigmastream/core'
import { either as E, taskEither as TE } from 'fp-ts'
import type { CheckpointFault } from './errors.js'

/** A folder of a checkpoint and the names in it, links among them. */
export interface Folder {
  readonly path: string
  readonly names: ReadonlySet<string>
}

const NONE: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR'])

/** Lists a folder. `FolderMissing`, `FolderUnreadable`. */
export const readFolder = (path: string): TE.TaskEither<CheckpointFault, Folder> =>
  TE.tryCatch(
    async () => ({ path, names: new Set(await readdir(path)) }),
    (cause): CheckpointFault =>
      NONE.has(codeOf(cause))
        ? { _tag: 'FolderMissing', folder: path }
        : { _tag: 'FolderUnreadable', folder: path, reason: messageOf(cause) },
  )

/** A folder inside another, without names where there is none: what should be in it is then missing by its own name. */
export const readSubfolder = (parent: Folder, name: string): TE.TaskEither<CheckpointFault, Folder> => {
  const path = join(parent.path, name)
  return async () => {
    const found = await readFolder(path)()
    return E.isLeft(found) && found.left._tag === 'FolderMissing' ? E.right({ path, names: new Set() }) : found
  }
}

/** A link that leads to itself leads nowhere either. */
const NOWHERE: ReadonlySet<string> = new Set([...NONE, 'ELOOP'])

/** The file itself, behind any symbolic links. `DanglingLink`, `FolderUnreadable`. */
export const realFile = (path: string): TE.TaskEither<CheckpointFault, string> =>
  TE.tryCatch(
    () => realpath(path),
    (cause): CheckpointFault =>
      NOWHERE.has(codeOf(cause))
        ? { _tag: 'DanglingLink', file: path }
        : { _tag: 'FolderUnreadable', folder: path, reason: messageOf(cause) },
  )
