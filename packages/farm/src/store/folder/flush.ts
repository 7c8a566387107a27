import { lstat, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { codeOf } from '@sigmastream/core'
import { makeFolder } from '@sigmastream/tensor-files'
import { ifAbsent } from './disk-error.js'

/** What a system says that flushes no folders, or not this one: it may not be read, or was removed meanwhile. */
const unflushable: ReadonlySet<string> = new Set(['EACCES', 'EINVAL', 'EISDIR', 'ENOENT', 'ENOTSUP', 'EPERM'])

/** Flushes a folder: names that were given in it are still there when the machine comes back from a loss of power. */
export const flushFolder = async (path: string): Promise<void> => {
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

const flushAbove = async (folder: string, root: string): Promise<void> => {
  const above = dirname(folder)
  await flushFolder(above)
  if (folder !== root) await flushAbove(above, root)
}

/** Makes a folder below `root`, and those above it that are not there, and flushes what names them, where it is new. */
export const makeFlushed = async (folder: string, root: string): Promise<void> => {
  if ((await lstat(folder).catch(ifAbsent(null))) !== null) return
  await makeFolder(folder)
  await flushAbove(folder, root)
}
