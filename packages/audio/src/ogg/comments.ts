import { either as E } from 'fp-ts'
import type { Tag } from '../decoded-sound.js'
import type { AudioError } from '../errors.js'
import { corruptFault, type SoundSource, viewOf } from '../source.js'
import { readVorbisComment } from '../tags/vorbis-comment.js'

/** What a comment header says. */
export interface Comments {
  readonly tags: readonly Tag[]
  readonly pictures: readonly Uint8Array[]
}

/** The entry in which Vorbis comments carry a picture: a PICTURE block of FLAC in base64. */
const pictureName = 'METADATA_BLOCK_PICTURE'

/** Whether all lengths in Vorbis comments (Vorbis I, section 5) lead to places in them. */
const isWhole = (content: Uint8Array): boolean => {
  const view = viewOf(content)
  const after = (at: number): number => (at + 4 <= content.length ? at + 4 + view.getUint32(at, true) : Number.NaN)
  const list = after(0)
  let [at, left] = [list + 4, list + 4 <= content.length ? view.getUint32(list, true) : Number.NaN]
  for (; left > 0 && at <= content.length; left--) at = after(at)
  return at <= content.length && left === 0
}

/**
 * The tags and pictures in a comment header, behind the `magic` bytes at its beginning. `Corrupt` where its lengths
 * lead out of it: of what follows, nothing can be relied on then.
 */
export const commentsOf = (
  source: SoundSource,
  format: string,
  packet: Uint8Array | undefined,
  magic: number,
): E.Either<AudioError, Comments> => {
  const content = packet?.subarray(magic)
  if (content === undefined || !isWhole(content))
    return corruptFault(source, format)('the lengths in its comment header lead out of it')
  const tags = readVorbisComment(content)
  return E.right({
    tags: tags.filter(([name]) => name !== pictureName),
    pictures: tags
      .filter(([name]) => name === pictureName)
      .map(([, picture]) => Uint8Array.from(Buffer.from(picture, 'base64'))),
  })
}
