import { open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { codeOf } from '@sigmastream/core'

/** What a system says that flushes no folders, or not this one: it may not be read, or was removed meanwhile. */
const unflushable: ReadonlySet<string> = new Set(['EACCES', 'EINVAL', 'EISDIR', 'ENOENT', 'ENOTSUP', 'EPERM'])

const flushFolder = async (path: string): Promise<void> => {
  try {
    const folder = await open(path, 'r')
    try {
      await folder.sync()
    } finally {
      await folder.close()
    }
  } catch (cause) {
    if (!unflushable.has(codeOf(cause))) throw cause
  }
}

/**
 * Flushes a folder and those above it, as far as the one that holds `root`: names that were given in them are still
 * there when the machine comes back from a loss of power, also where the folders themselves are new.
 */
export const flushFolders = async (folder: string, root: string): Promise<void> => {
  await flushFolder(folder)
  if (folder === root) await flushFolder(dirname(root))
  else await flushFolders(dirname(folder), root)
}
