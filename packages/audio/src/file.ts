import { randomBytes } from 'node:crypto'
import { open, readFile, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Audio } from './audio.js'
import { decodeAudio } from './decode.js'
import { type AudioError, badOption } from './errors.js'
import { encodeFlac } from './flac/write.js'
import { extensionOf } from './names.js'
import type { SampleEncoding } from './pcm.js'
import { encodeWav } from './wav/write.js'

/** Node reads files up to 2 GiB at once. */
const maxBytes = 2 ** 31 - 1

const reasonOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))

const readFailed =
  (path: string) =>
  (cause: unknown): AudioError =>
    cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
      ? { _tag: 'NotFound', path }
      : { _tag: 'Unreadable', path, reason: reasonOf(cause) }

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

/** How `writeAudio` stores samples (`pcm16` unless said otherwise), and a text that `readComment` reads back. */
export interface WriteOptions {
  readonly encoding?: SampleEncoding
  readonly comment?: string
}

const encoded = (
  path: string,
  audio: Audio,
  { encoding = 'pcm16', comment }: WriteOptions,
): TE.TaskEither<AudioError, Uint8Array> => {
  const extension = extensionOf(path)
  if (extension === 'wav' || extension === 'wave') return TE.fromEither(encodeWav(audio, encoding, comment))
  if (extension !== 'flac')
    return TE.fromEither(badOption('the output name', path, 'a name that ends in .wav or .flac'))
  return encoding === 'float32'
    ? TE.fromEither(badOption('the encoding of a FLAC file', 'float32', 'pcm16 or pcm24; WAV holds float32'))
    : encodeFlac(audio, encoding === 'pcm16' ? 16 : 24, comment)
}

const written = async (path: string, bytes: Uint8Array): Promise<void> => {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`)
  try {
    const file = await open(temporary, 'wx')
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (cause) {
    await rm(temporary, { force: true })
    throw cause
  }
}

/**
 * Writes WAV or FLAC, by the extension of `path`: under a temporary name in the same folder, then renamed, so that
 * `path` is never half a file; a file that is there is replaced, and nothing stays behind where it fails. Errors:
 * `BadOption`, `BadAudio`, `TooLong`, `EncodingFailed`, `Unwritable`.
 */
export const writeAudio = (path: string, audio: Audio, options: WriteOptions = {}): TE.TaskEither<AudioError, void> =>
  pipe(
    encoded(path, audio, options),
    TE.flatMap((bytes) =>
      TE.tryCatch(
        () => written(path, bytes),
        (cause): AudioError => ({ _tag: 'Unwritable', path, reason: reasonOf(cause) }),
      ),
    ),
  )
