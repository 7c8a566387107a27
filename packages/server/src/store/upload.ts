import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { messageOf } from '@sigmastream/core'
import { type Fault, fault } from '@sigmastream/render-thread/wire'
import { either as E } from 'fp-ts'

/** A file that came in: how many bytes, and their SHA-256. */
export interface Upload {
  readonly bytes: number
  readonly hash: string
}

/** What says that the disk has no room, as far as the system does. */
const isFull = (cause: unknown): boolean =>
  cause instanceof Error && 'code' in cause && (cause.code === 'ENOSPC' || cause.code === 'EDQUOT')

/** What the disk failed at. */
export const fromDisk = (cause: unknown): Fault =>
  isFull(cause)
    ? fault('disk-full', 'the disk has no room for it', 'remove renders, or start the server with another --folder')
    : fault('disk-failed', `it cannot be written (${messageOf(cause)})`, 'start the server with another --folder')

/** Writes a stream to a new file, as much as `most` bytes, and to the disk before it is told of. */
export const receive = async (
  body: ReadableStream<Uint8Array> | null,
  path: string,
  most: number,
): Promise<E.Either<Fault, Upload>> => {
  const hash = createHash('sha256')
  let bytes = 0
  const reader = body?.getReader()
  try {
    const file = await open(path, 'wx')
    try {
      for (;;) {
        const { done, value } = (await reader?.read()) ?? { done: true as const, value: undefined }
        if (done) break
        bytes += value.length
        if (bytes > most) {
          void reader?.cancel().catch(() => undefined)
          return E.left(fault('too-large', `it has more than ${most} bytes`, `send at most ${most} bytes`))
        }
        hash.update(value)
        await file.writeFile(value)
      }
      await file.sync()
    } finally {
      await file.close()
    }
  } catch (cause) {
    return E.left(fromDisk(cause))
  }
  return E.right({ bytes, hash: hash.digest('hex') })
}
