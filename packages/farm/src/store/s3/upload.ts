import { type FileHandle, open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { either as E } from 'fp-ts'
import type { StoreError } from '../error.js'
import { fromLocalDisk } from '../folder/disk-error.js'

/** What is sent: all of a small file, so that it can be sent again, or a stream of a large one. */
export interface Upload {
  readonly body: Uint8Array | Readable
  readonly bytes: number
  /** Aborted where the file fails while it is sent. */
  readonly failed: AbortSignal
}

/** Bytes that are held in memory at most. */
const mostHeld = 8 * 2 ** 20

/** Bytes of an object that S3 takes in one piece. */
const mostSent = 5 * 2 ** 30

const streamOf = (file: FileHandle, bytes: number): Upload => {
  const failure = new AbortController()
  const body = file.createReadStream({ autoClose: false, end: bytes - 1 })
  // A file that became shorter would leave the server waiting for the rest.
  body.once('error', (cause) => failure.abort(cause))
  body.once('end', () => {
    if (body.bytesRead < bytes) failure.abort(new Error('it became shorter while it was sent'))
  })
  return { body, bytes, failed: failure.signal }
}

const uploadOf = async (file: FileHandle): Promise<Upload> => {
  const status = await file.stat()
  if (!status.isFile()) throw new Error('it is no file')
  if (status.size > mostSent) throw new Error(`it has ${status.size} bytes, and S3 takes ${mostSent} in one piece`)
  if (status.size > mostHeld) return streamOf(file, status.size)
  const body = await file.readFile()
  return { body, bytes: body.length, failed: new AbortController().signal }
}

/**
 * Opens a file to be sent, any number of times, each time anew, and closes it. What `send` throws goes on, unless it is
 * the file that failed: `LocalFileFailed`.
 */
export const withUpload = async <A>(
  path: string,
  send: (upload: Upload) => Promise<A>,
): Promise<E.Either<StoreError, A>> => {
  const failed = (cause: unknown): E.Either<StoreError, never> => E.left(fromLocalDisk(path, cause))
  const file = await open(path, 'r').then(E.right, failed)
  if (E.isLeft(file)) return file
  try {
    const upload = await uploadOf(file.right).then(E.right, failed)
    if (E.isLeft(upload)) return upload
    try {
      return E.right(await send(upload.right))
    } catch (cause) {
      const { failed: signal, body } = upload.right
      if (!(body instanceof Uint8Array)) body.destroy()
      if (signal.aborted) return failed(signal.reason)
      throw cause
    }
  } finally {
    await file.right.close()
  }
}
