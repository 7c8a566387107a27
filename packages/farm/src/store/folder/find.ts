import { lstat, readdir, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isKeyPart } from '../object-key.js'
import { ifAbsent } from './disk-error.js'

/** Thrown where a link stands on the way to an object. Its code is that of a denial. */
class LinkOnTheWay extends Error {
  readonly code = 'EPERM'
  constructor(path: string) {
    super(`${path} is a symbolic link, and a store follows none`)
  }
}

/** Whether a file is at a key below a root. Throws where a link is on the way, which could lead anywhere. */
export const isFileAt = async (root: string, key: string): Promise<boolean> => {
  let path = root
  let isFile = false
  for (const part of key.split('/')) {
    path = join(path, part)
    const found = await lstat(path).catch(ifAbsent(null))
    if (found === null) return false
    if (found.isSymbolicLink()) throw new LinkOnTheWay(path)
    isFile = found.isFile()
  }
  return isFile
}

/** The keys of all files below a folder, which `prefix` leads to. */
export const keysBelow = async (folder: string, prefix: string): Promise<readonly string[]> => {
  const entries = await readdir(folder, { withFileTypes: true }).catch(ifAbsent([]))
  const keys = entries
    .filter(({ name }) => isKeyPart(name))
    .map(async (entry): Promise<readonly string[]> => {
      if (entry.isDirectory()) return keysBelow(join(folder, entry.name), `${prefix}${entry.name}/`)
      return entry.isFile() ? [`${prefix}${entry.name}`] : []
    })
  return (await Promise.all(keys)).flat()
}

/** Removes a folder and those above it, below `root`, as long as they are empty. */
export const removeEmpty = async (folder: string, root: string): Promise<void> => {
  if (folder === root) return
  const gone = await rmdir(folder).then(
    () => true,
    () => false,
  )
  if (gone) await removeEmpty(dirname(folder), root)
}
