import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Tag } from './decoded-sound.js'
import { readMetadata } from './flac/metadata.js'
import { inMemory } from './random-access.js'
import { ascii } from './source.js'
import { readBeside } from './wav/beside.js'
import { chunksOf } from './wav/chunks.js'

/**
 * The tags that a WAV (LIST-INFO, and an ID3 chunk) or FLAC file (Vorbis comments) carries; none where the bytes are
 * neither. Total: it reads only inside `bytes` and has no errors.
 */
export const readTags = (bytes: Uint8Array): readonly Tag[] => {
  const [magic, source] = [ascii(bytes, 0, 4), { label: '', bytes: inMemory(bytes) }]
  if (magic === 'fLaC') return readMetadata(source.bytes).tags
  if (magic !== 'RIFF' && magic !== 'RF64' && magic !== 'BW64') return []
  return pipe(
    chunksOf(source),
    E.match(
      () => [],
      ({ chunks }) => readBeside(source, chunks).tags,
    ),
  )
}

/**
 * The comment that a WAV (LIST-INFO ICMT) or FLAC file (Vorbis comment COMMENT) carries, as UTF-8; undefined where
 * there is none, or the bytes are neither.
 */
export const readComment = (bytes: Uint8Array): string | undefined =>
  readTags(bytes).find(([name]) => name === 'COMMENT')?.[1]
