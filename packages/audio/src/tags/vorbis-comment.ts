import type { Tag } from '../decoded-sound.js'
import { fields } from '../fields.js'
import { concatBytes, viewOf } from '../source.js'

/** More tags than any writer makes: no more of a file's are read. */
export const mostTags = 4096

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

const lengthAndText = (text: string): Uint8Array => concatBytes([fields([4, encode(text).length]), encode(text)])

/**
 * The tags of Vorbis comments (Vorbis I, section 5), their names in capitals; those that reach past the end are not.
 */
export const readVorbisComment = (content: Uint8Array): readonly Tag[] => {
  const [view, tags]: [DataView, Tag[]] = [viewOf(content), []]
  const lengthAt = (at: number): number => (at + 4 <= content.length ? view.getUint32(at, true) : content.length)
  for (let at = 4 + lengthAt(0) + 4; at + 4 <= content.length && tags.length < mostTags; at += 4 + lengthAt(at)) {
    if (at + 4 + lengthAt(at) > content.length) break
    const text = new TextDecoder().decode(content.subarray(at + 4, at + 4 + lengthAt(at)))
    const equals = text.indexOf('=')
    if (equals > 0) tags.push([text.slice(0, equals).toUpperCase(), text.slice(equals + 1)])
  }
  return tags
}

/** Tags as Vorbis comments, without the framing bit that Vorbis alone has. */
export const vorbisComment = (tags: readonly Tag[]): Uint8Array =>
  concatBytes([
    lengthAndText('sigmastream'),
    fields([4, tags.length]),
    ...tags.map(([name, text]) => lengthAndText(`${name}=${text}`)),
  ])
