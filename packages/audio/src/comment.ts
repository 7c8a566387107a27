import { open } from 'node:fs/promises'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Tag } from './decoded-sound.js'
import type { AudioError } from './errors.js'
import { fileAt, readFailed, readSound } from './file.js'
import { readMetadata } from './flac/metadata.js'
import { inFile, inMemory, type RandomAccess } from './random-access.js'
import { ascii } from './source.js'
import { readBeside } from './wav/beside.js'
import { chunksOf, wavForms } from './wav/chunks.js'

/** `null` where the bytes are neither WAV nor FLAC. */
const tagsIn = (bytes: RandomAccess): readonly Tag[] | null => {
  const magic = ascii(bytes.read(0, 4), 0, 4)
  if (magic === 'fLaC') return readMetadata(bytes).tags
  if (!wavForms.includes(magic)) return null
  const source = { label: '', bytes }
  return pipe(
    chunksOf(source),
    E.match(
      () => [],
      ({ chunks }) => readBeside(source, chunks).tags,
    ),
  )
}

/**
 * The tags that a WAV (LIST-INFO, and an ID3 chunk) or FLAC file (Vorbis comments) carries; none where the bytes are
 * neither. Total: it reads only inside `bytes` and has no errors.
 */
const readTags = (bytes: Uint8Array): readonly Tag[] => tagsIn(inMemory(bytes)) ?? []

/**
 * The tags of the sound in the file at `path`. Of WAV and FLAC no sample is read; any other format is decoded. Errors:
 * those of `readSound`.
 */
export const tagsOf = (path: string): TE.TaskEither<AudioError, readonly Tag[]> =>
  pipe(
    fileAt(path),
    TE.flatMap(({ size }) =>
      TE.tryCatch(async () => {
        const file = await open(path)
        try {
          return tagsIn(inFile(file.fd, size))
        } finally {
          await file.close()
        }
      }, readFailed(path)),
    ),
    TE.flatMap((tags) =>
      tags === null
        ? pipe(
            readSound(path),
            TE.map(({ info }) => info.tags),
          )
        : TE.right(tags),
    ),
  )

/**
 * The comment that a WAV (LIST-INFO ICMT) or FLAC file (Vorbis comment COMMENT, or DESCRIPTION as ffmpeg writes it)
 * carries, as UTF-8; undefined where there is none, or the bytes are neither.
 */
export const readComment = (bytes: Uint8Array): string | undefined => {
  const tags = readTags(bytes)
  const named = (wanted: string): string | undefined => tags.find(([name]) => name === wanted)?.[1]
  return named('COMMENT') ?? named('DESCRIPTION')
}
