import type { Stats } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { codeOf, messageOf } from '@sigmastream/core'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Audio } from './audio.js'
import { decodeSound } from './decode.js'
import type { DecodedSound } from './decoded-sound.js'
import type { AudioError } from './errors.js'
import { isPiped, readPiped } from './piped.js'

/** Node reads files up to 2 GiB at once. */
const maxBytes = 2 ** 31 - 1

/** What the file system says of reading `path`, as an error. */
export const readFailed =
  (path: string) =>
  (cause: unknown): AudioError =>
    codeOf(cause) === 'ENOENT' ? { _tag: 'NotFound', path } : { _tag: 'Unreadable', path, reason: messageOf(cause) }

/** What is known of the file at `path`. `Unreadable` where it is none. */
export const fileAt = (path: string): TE.TaskEither<AudioError, Stats> =>
  pipe(
    TE.tryCatch(() => stat(path), readFailed(path)),
    TE.filterOrElse(
      (found) => found.isFile(),
      (found): AudioError => ({
        _tag: 'Unreadable',
        path,
        reason: found.isDirectory() ? 'it is a folder' : 'it is no file',
      }),
    ),
  )

const bytesOfFile = (path: string): TE.TaskEither<AudioError, Uint8Array> =>
  pipe(
    fileAt(path),
    TE.flatMap(({ size }): TE.TaskEither<AudioError, Uint8Array> => {
      const detail = `${size} bytes, and 2 GiB are read`
      if (size > maxBytes) return TE.left({ _tag: 'TooLong', label: path, detail })
      return TE.tryCatch(() => readFile(path), readFailed(path))
    }),
  )

/** What messages call what is at `path`. */
const labelOf = (path: string): string => (path === '-' ? 'standard input' : path)

/**
 * All bytes of the file at `path`, or of the pipe that is there; `-` is standard input. Errors: `NotFound`,
 * `Unreadable` (a folder, a terminal), `TooLong`.
 */
export const readBytes = (path: string): TE.TaskEither<AudioError, Uint8Array> =>
  pipe(
    TE.fromTask(() => isPiped(path)),
    TE.flatMap((piped) =>
      piped ? TE.tryCatch(() => readPiped(path, maxBytes), readFailed(labelOf(path))) : bytesOfFile(path),
    ),
  )

/**
 * The sound in the file at `path`, its format decided by its content, and what it says beside; a pipe is read once, and
 * `-` is standard input. Errors: `NotFound`, `Unreadable`, and those of `decodeSound`.
 */
export const readSound = (path: string): TE.TaskEither<AudioError, DecodedSound> =>
  pipe(
    readBytes(path),
    TE.flatMap((bytes) => decodeSound(bytes, labelOf(path))),
  )

/** The sound of `readSound` alone. */
export const readAudio = (path: string): TE.TaskEither<AudioError, Audio> =>
  pipe(
    readSound(path),
    TE.map(({ audio }) => audio),
  )
