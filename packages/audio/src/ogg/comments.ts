import { either as E } from 'fp-ts'
import type { Tag } from '../decoded-sound.js'
import type { AudioError } from '../errors.js'
import { corruptFault, type SoundSource, viewOf } from '../source.js'

const utf8 = new TextDecoder()

/** The entry in which Vorbis comments carry a picture: a PICTURE block of FLAC in base64. */
const pictureName = 'METADATA_BLOCK_PICTURE'

/** What a comment header says. */
export interface Comments {
  readonly tags: readonly Tag[]
  readonly pictures: readonly Uint8Array[]
}

/**
 * The tags and pictures of Vorbis comments (Vorbis I, section 5) that begin at `from`; undefined where the lengths in them
 * lead out of the packet.
 */
const commentsIn = (packet: Uint8Array, from: number): Comments | undefined => {
  const view = viewOf(packet)
  const lengthAt = (at: number): number =>
    at + 4 <= packet.length ? view.getUint32(at, true) : Number.POSITIVE_INFINITY
  const tags: Tag[] = []
  let at = from + 4 + lengthAt(from)
  const count = lengthAt(at)
  for (at += 4; tags.length < count; at += 4 + lengthAt(at)) {
    if (at + 4 + lengthAt(at) > packet.length) return undefined
    const entry = utf8.decode(packet.subarray(at + 4, at + 4 + lengthAt(at)))
    const equals = entry.indexOf('=')
    tags.push([entry.slice(0, Math.max(0, equals)).toUpperCase(), entry.slice(equals + 1)])
  }
  return {
    tags: tags.filter(([name]) => name !== '' && name !== pictureName),
    pictures: tags
      .filter(([name]) => name === pictureName)
      .map(([, picture]) => Uint8Array.from(Buffer.from(picture, 'base64'))),
  }
}

/** A fault where comments cannot be read: of what follows, nothing can be relied on then. */
export const commentsOf = (
  source: SoundSource,
  format: string,
  packet: Uint8Array | undefined,
  from: number,
): E.Either<AudioError, Comments> => {
  const found = packet === undefined ? undefined : commentsIn(packet, from)
  return found === undefined
    ? corruptFault(source, format)('the lengths in its comment header lead out of it')
    : E.right(found)
}
