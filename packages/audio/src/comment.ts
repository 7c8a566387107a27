import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { vorbisCommentOf } from './flac/metadata.js'
import { inMemory } from './random-access.js'
import { ascii, viewOf } from './source.js'
import { chunksOf } from './wav/chunks.js'

const utf8 = new TextDecoder()

/** The ICMT entry of a LIST-INFO chunk's content, up to its first zero. */
const infoComment = (info: Uint8Array): string | undefined => {
  const view = viewOf(info)
  for (let at = 4; at + 8 <= info.length; ) {
    const size = view.getUint32(at + 4, true)
    if (ascii(info, at, 4) === 'ICMT') return utf8.decode(info.subarray(at + 8, at + 8 + size)).split('\0')[0]
    at += 8 + size + (size % 2)
  }
  return undefined
}

const wavComment = (bytes: Uint8Array): string | undefined =>
  pipe(
    chunksOf({ label: '', bytes: inMemory(bytes) }),
    E.match(
      () => undefined,
      ({ chunks }) =>
        chunks
          .filter(({ id, start }) => id === 'LIST' && ascii(bytes, start, 4) === 'INFO')
          .map(({ start, size }) => infoComment(bytes.subarray(start, start + size)))
          .find((comment) => comment !== undefined),
    ),
  )

/**
 * The comment that a WAV (LIST-INFO ICMT) or FLAC file (Vorbis comment COMMENT) carries, as UTF-8; undefined where
 * there is none, or the bytes are neither. Total: it reads only inside `bytes` and has no errors.
 */
export const readComment = (bytes: Uint8Array): string | undefined => {
  const magic = ascii(bytes, 0, 4)
  if (magic === 'fLaC') return vorbisCommentOf(bytes)
  return magic === 'RIFF' || magic === 'RF64' || magic === 'BW64' ? wavComment(bytes) : undefined
}
