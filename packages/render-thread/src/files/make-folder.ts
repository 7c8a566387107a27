import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { codeOf } from '@sigmastream/core'

/**
 * Makes a folder, and those above it that are not there. Node's own way, `recursive`, tries without end where a system
 * makes none, as under /proc. Rejects with what the disk fails at.
 */
export const makeFolder = async (path: string): Promise<void> => {
  const made = (): Promise<void> =>
    mkdir(path).catch((cause: unknown) => {
      if (codeOf(cause) !== 'EEXIST') throw cause
    })
  try {
    await made()
  } catch (cause) {
    if (codeOf(cause) !== 'ENOENT' || dirname(path) === path) throw cause
    await makeFolder(dirname(path))
    await made()
  }
}
