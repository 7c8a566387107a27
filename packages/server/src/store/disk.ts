import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Bytes of a file, or of all files below a folder; 0 of what is not there. */
export const bytesOf = async (path: string): Promise<number> => {
  try {
    const found = await stat(path)
    if (!found.isDirectory()) return found.size
    const sizes = await Promise.all((await readdir(path)).map((name) => bytesOf(join(path, name))))
    return sizes.reduce((sum, size) => sum + size, 0)
  } catch {
    return 0
  }
}
