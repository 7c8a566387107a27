import type { FileHandle } from 'node:fs/promises'

/** `length` bytes of an open file from `start` on. Rejects where the file ends before, or cannot be read. */
export const bytesAt = async (handle: FileHandle, start: number, length: number): Promise<Buffer> => {
  const bytes = Buffer.alloc(length)
  for (let done = 0; done < length; ) {
    const { bytesRead } = await handle.read(bytes, done, length - done, start + done)
    if (bytesRead === 0) throw new Error('it became shorter since its header was read; fetch it again')
    done += bytesRead
  }
  return bytes
}
