import { readFile, stat } from 'node:fs/promises'
import { messageOf } from '@sigmastream/core'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Audio } from './audio.js'
import { decodeAudio } from './decode.js'
import type { AudioError } from './errors.js'

/** Node reads files up to 2 GiB at once. */
const maxBytes = 2 ** 31 - 1

const readFailed =
  (path: string) =>
  (cause: unknown): AudioError =>
    cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
      ? { _tag: 'NotFound', path }
      : { _tag: 'Unreadable', path, reason: messageOf(cause) }

const bytesOf = (path: string): TE.TaskEither<AudioError, Uint8Array> =>
  pipe(
    TE.tryCatch(() => stat(path), readFailed(path)),
    TE.flatMap((found): TE.TaskEither<AudioError, Uint8Array> => {
      const reason = found.isDirectory() ? 'it is a folder' : 'it is no file'
      if (!found.isFile()) return TE.left({ _tag: 'Unreadable', path, reason })
      const detail = `${found.size} bytes, and 2 GiB are read`
      if (found.size > maxBytes) return TE.left({ _tag: 'TooLong', label: path, detail })
      return TE.tryCatch(() => readFile(path), readFailed(path))
    }),
  )

/**
 * The sound in the file at `path`, its format decided by its content. Errors: `NotFound`, `Unreadable`, and those of
 * `decodeAudio`.
 */
export const readAudio = (path: string): TE.TaskEither<AudioError, Audio> =>
  pipe(
    bytesOf(path),
    TE.flatMap((bytes) => decodeAudio(bytes, path)),
  )
