import { statfs } from 'node:fs/promises'

/** Bytes that the file system of a folder still has for this user; `null` where it does not say, as some do not. */
export const freeSpace = async (folder: string): Promise<number | null> => {
  try {
    const { bavail, bsize, blocks } = await statfs(folder)
    return blocks === 0 ? null : bavail * bsize
  } catch {
    return null
  }
}
