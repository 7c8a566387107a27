import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { codeOf } from '@sigmastream/core'
import { reasonOf } from './system-error.js'

const reasonAt = (path: string, cause: unknown): string => {
  switch (codeOf(cause)) {
    case 'ENOENT':
      return `nothing can be made in ${dirname(path)}`
    case 'EEXIST':
      return 'a file has its name'
    default:
      return reasonOf(cause).reason
  }
}

/** Thrown where a folder cannot be made: which one of those on the way, and why. Its code is that of the disk. */
export class FolderNotMade extends Error {
  readonly code: string
  constructor(
    readonly path: string,
    override readonly cause: unknown,
  ) {
    super(`the folder ${path} cannot be made: ${reasonAt(path, cause)}`)
    this.code = codeOf(cause)
  }
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )

/** A folder whose parent is there. Some systems say of one that is there something else than that it is. */
const makeOne = async (path: string): Promise<void> => {
  try {
    await mkdir(path)
  } catch (cause) {
    if (!(await isFolder(path))) throw new FolderNotMade(path, cause)
  }
}

/**
 * Makes a folder, and those above it that are not there. Node's own way, `recursive`, tries without end where a system
 * makes none, as under /proc. Rejects with `FolderNotMade`.
 */
export const makeFolder = async (path: string): Promise<void> => {
  try {
    await makeOne(path)
  } catch (cause) {
    if (codeOf(cause) !== 'ENOENT' || dirname(path) === path) throw cause
    await makeFolder(dirname(path))
    await makeOne(path)
  }
}
