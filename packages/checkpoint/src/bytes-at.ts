import { readSync } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'

const becameShorter = 'it became shorter since its header was read; fetch it again'

/** `length` bytes of an open file from `start` on. Rejects where the file ends before, or cannot be read. */
export const bytesAt = async (handle: FileHandle, start: number, length: number): Promise<Buffer> => {
  const bytes = Buffer.alloc(length)
  for (let done = 0; done < length; ) {
    const { bytesRead } = await handle.read(bytes, done, length - done, start + done)
    if (bytesRead === 0) throw new Error(becameShorter)
    done += bytesRead
  }
  return bytes
}

/** The same, while nothing else is done: for a few bytes, which are there sooner than a promise is kept. Throws. */
export const bytesAtOnce = ({ fd }: FileHandle, start: number, length: number): Buffer => {
  const bytes = Buffer.alloc(length)
  for (let done = 0; done < length; ) {
    const read = readSync(fd, bytes, done, length - done, start + done)
    if (read === 0) throw new Error(becameShorter)
    done += read
  }
  return bytes
}
