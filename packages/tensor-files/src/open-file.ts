import { type FileHandle, open, stat } from 'node:fs/promises'
import { taskEither as TE } from 'fp-ts'
import type { FileError } from './error.js'
import { reasonOf } from './system-error.js'

/** A file that is open for reading: its size in bytes, and `length` of its bytes from `start` on. */
export interface OpenFile {
  readonly size: number
  readonly read: (start: number, length: number) => TE.TaskEither<FileError, Uint8Array>
}

/** One system call reads at most 2 GiB. */
const MOST_AT_ONCE = 2 ** 30

const unreadableError =
  (file: string) =>
  (cause: unknown): FileError => {
    const { code, reason } = reasonOf(cause)
    return code === 'ENOENT' || code === 'ENOTDIR'
      ? { _tag: 'FileNotFound', file }
      : { _tag: 'FileNotReadable', file, reason }
  }

const readRange = (file: string, handle: FileHandle, size: number) => (start: number, length: number) =>
  !(start >= 0 && start + length <= size)
    ? TE.left<FileError>({ _tag: 'Truncated', file, part: 'the file', needed: start + length, found: size })
    : TE.tryCatch(async () => {
        const bytes = new Uint8Array(length)
        for (let done = 0; done < length; ) {
          const { bytesRead } = await handle.read(bytes, done, Math.min(length - done, MOST_AT_ONCE), start + done)
          if (bytesRead === 0) throw new Error('it became shorter while it was read')
          done += bytesRead
        }
        return bytes
      }, unreadableError(file))

const openRegular = async (path: string): Promise<{ readonly handle: FileHandle; readonly size: number }> => {
  const { size } = await stat(path).then((status) => {
    // Before opening: to open a pipe would wait for its writer.
    if (!status.isFile()) throw new Error('it is a folder or a device, not a file')
    return status
  })
  return { handle: await open(path, 'r'), size }
}

/** Opens a regular file, hands it to `use`, and closes it whatever happens. `FileNotFound`, `FileNotReadable`. */
export const withFile = <A>(
  path: string,
  use: (file: OpenFile) => TE.TaskEither<FileError, A>,
): TE.TaskEither<FileError, A> =>
  TE.bracket(
    TE.tryCatch(() => openRegular(path), unreadableError(path)),
    ({ handle, size }) => use({ size, read: readRange(path, handle, size) }),
    ({ handle }) => TE.tryCatch(() => handle.close(), unreadableError(path)),
  )

/** The first bytes of a file, at most `length`. */
export const readHead = (file: OpenFile, length: number): TE.TaskEither<FileError, Uint8Array> =>
  file.read(0, Math.min(length, file.size))
