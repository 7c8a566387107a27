import { type FileHandle, open } from 'node:fs/promises'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { AudioError } from './errors.js'
import { fileAt, readFailed, readSound } from './file.js'
import { flacFile } from './flac/file.js'
import { namedFormat } from './names.js'
import { isPiped } from './piped.js'
import { inFile, type SeekableSource } from './random-access.js'
import { readerOf } from './sample-reader.js'
import type { SoundFile } from './sound-file.js'
import { ascii } from './source.js'
import { wavForms } from './wav/chunks.js'
import { checkFloats, wavReader } from './wav/file.js'
import { wavLayout } from './wav/layout.js'

/** A format that is read a stretch at a time, if the content at the start is one and the name says no other. */
const streamFormat = (head: Uint8Array, path: string): 'WAV' | 'FLAC' | null => {
  const isWav = wavForms.includes(ascii(head, 0, 4)) && ascii(head, 8, 4) === 'WAVE'
  const found = isWav ? 'WAV' : ascii(head, 0, 4) === 'fLaC' ? 'FLAC' : null
  return found === (namedFormat(path) ?? found) ? found : null
}

type StreamFile = Omit<SoundFile, 'close'> & { readonly free: () => void }

/** `null` where the samples are MP3. */
const openWav = (source: SeekableSource): TE.TaskEither<AudioError, StreamFile | null> =>
  pipe(
    TE.fromEither(wavLayout(source)),
    TE.flatMap((layout): TE.TaskEither<AudioError, StreamFile | null> => {
      if ('mp3' in layout) return TE.right(null)
      const reader = wavReader(source, layout)
      return pipe(
        checkFloats(layout, reader),
        TE.map(() => ({ ...reader, info: layout.info, free: () => undefined })),
      )
    }),
  )

const openFlac = (source: SeekableSource): TE.TaskEither<AudioError, StreamFile> =>
  pipe(
    flacFile({ ...source, format: 'FLAC' }),
    TE.map(({ info, reader, close }) => ({ ...reader, info, free: close })),
  )

/** The whole sound, decoded at once. */
const openWhole = (path: string): TE.TaskEither<AudioError, SoundFile> =>
  pipe(
    readSound(path),
    TE.map(({ audio, info }) => ({ ...readerOf(audio), info, close: () => Promise.resolve() })),
  )

/** `null` where it is none of the formats that are read a stretch at a time. */
const openStreamed = async (
  path: string,
  file: FileHandle,
  size: number,
): Promise<E.Either<AudioError, StreamFile | null>> => {
  const bytes = inFile(file.fd, size)
  const format = streamFormat(bytes.read(0, 12), path)
  if (format === null) return E.right(null)
  const source = { label: path, bytes }
  return format === 'WAV' ? openWav(source)() : openFlac(source)()
}

/** What has been closed is not read any more: the number of its file may be that of another by then. */
const soundFile = (path: string, file: FileHandle, { free, read, ...sound }: StreamFile): SoundFile => {
  let closed: Promise<void> | undefined
  return {
    ...sound,
    read: (from, to) =>
      pipe(
        TE.tryCatch(async () => {
          if (closed !== undefined) throw new Error('it has been closed')
          return read(from, to)()
        }, readFailed(path)),
        TE.flatMapEither((samples) => samples),
      ),
    close: () => {
      free()
      return (closed ??= file.close())
    },
  }
}

const openFile = (path: string): TE.TaskEither<AudioError, SoundFile> =>
  pipe(
    fileAt(path),
    TE.flatMap(({ size }) => TE.tryCatch(async () => ({ size, file: await open(path) }), readFailed(path))),
    TE.flatMap(({ size, file }) =>
      pipe(
        TE.tryCatch(() => openStreamed(path, file, size), readFailed(path)),
        TE.flatMapEither((opened) => opened),
        TE.orElseFirstTaskK(() => () => file.close()),
        TE.flatMap((opened): TE.TaskEither<AudioError, SoundFile> => {
          if (opened === null)
            return pipe(
              TE.fromTask(() => file.close()),
              TE.flatMap(() => openWhole(path)),
            )
          return TE.right(soundFile(path, file, opened))
        }),
      ),
    ),
  )

/**
 * Opens the sound in the file at `path`. WAV and FLAC are read a stretch at a time and never held, whatever their
 * length; every other format, and a pipe, is decoded whole. What can be wrong with the content is found here, so that
 * reading fails only where the file changes, the disk fails, or it has been closed. Errors: those of `readAudio`.
 */
export const openSound = (path: string): TE.TaskEither<AudioError, SoundFile> =>
  pipe(
    TE.fromTask(() => isPiped(path)),
    TE.flatMap((piped) => (piped ? openWhole(path) : openFile(path))),
  )
