import type { Tag } from '../decoded-sound.js'
import { ascii, concatBytes, viewOf } from '../source.js'
import { pictureBlock, readPictureBlock } from './picture.js'
import { mostTags } from './vorbis-comment.js'

/** Frames of ID3v2 as tags; those of version 2.2 have three letters. */
const names: Readonly<Record<string, string>> = {
  TIT2: 'TITLE',
  TPE1: 'ARTIST',
  TPE2: 'ALBUMARTIST',
  TALB: 'ALBUM',
  TRCK: 'TRACKNUMBER',
  TPOS: 'DISCNUMBER',
  TDRC: 'DATE',
  TYER: 'DATE',
  TCON: 'GENRE',
  TCOM: 'COMPOSER',
  TCOP: 'COPYRIGHT',
  TENC: 'ENCODED_BY',
  TPUB: 'PUBLISHER',
  TSRC: 'ISRC',
  TBPM: 'BPM',
  TKEY: 'KEY',
  TLAN: 'LANGUAGE',
  TSSE: 'ENCODER',
  TT2: 'TITLE',
  TP1: 'ARTIST',
  TP2: 'ALBUMARTIST',
  TAL: 'ALBUM',
  TRK: 'TRACKNUMBER',
  TYE: 'DATE',
  TCO: 'GENRE',
  TCM: 'COMPOSER',
}

const encodings = ['latin1', 'utf-16', 'utf-16be', 'utf-8']

/** More texts than any writer puts into one frame. */
const mostTexts = 64

/** The fields of a frame's text, which begins with the number of its encoding; zeros stand between them. */
const fieldsOf = (content: Uint8Array, from = 0): readonly string[] => {
  const encoding = encodings[content[0] ?? 0] ?? 'latin1'
  return new TextDecoder(encoding)
    .decode(content.subarray(1 + from))
    .replace(/\0+$/, '')
    .split('\0')
    .map((field) => field.replace(/^\ufeff/, ''))
}

/** The size in the four bytes at `at`, of seven bits each (ID3v2.4.0 structure, section 6.2). */
export const syncSafe = (bytes: Uint8Array, at: number): number =>
  [0, 1, 2, 3].reduce((size, i) => size * 128 + ((bytes[at + i] ?? 0) & 127), 0)

const synchronise = (bytes: Uint8Array): Uint8Array =>
  bytes.filter((byte, i) => !(byte === 0 && i > 0 && bytes[i - 1] === 0xff))

const pictureOf = (content: Uint8Array): Uint8Array | undefined => {
  const mimeEnd = content.indexOf(0, 1)
  if (mimeEnd < 0 || mimeEnd + 2 > content.length) return undefined
  const wide = content[0] === 1 || content[0] === 2
  let end = mimeEnd + 2
  if (wide) while (end + 1 < content.length && (content[end] !== 0 || content[end + 1] !== 0)) end += 2
  else end = content.indexOf(0, end)
  if (end < 0 || end >= content.length) return undefined
  return pictureBlock({
    kind: content[mimeEnd + 1] ?? 0,
    mime: ascii(content, 1, mimeEnd - 1),
    image: content.subarray(end + (wide ? 2 : 1)),
  })
}

const tagsOf = (id: string, content: Uint8Array): readonly Tag[] => {
  const [first = '', ...rest] = fieldsOf(content, id === 'COMM' || id === 'COM' ? 3 : 0)
  if (id === 'TXXX' || id === 'TXX') return first === '' ? [] : [[first.toUpperCase(), rest.join('/')]]
  // a comment with a description is a note of some program to itself
  if (id === 'COMM' || id === 'COM') return first === '' ? [['COMMENT', rest.join('\n')]] : []
  const name = names[id]
  return name === undefined ? [] : [first, ...rest.slice(0, mostTexts)].map((text) => [name, text])
}

/** The tags and the pictures of an ID3v2 tag of version 2.2, 2.3 or 2.4; what is damaged or cut short is left out. */
export const readId3 = (
  bytes: Uint8Array,
): { readonly tags: readonly Tag[]; readonly pictures: readonly Uint8Array[] } => {
  const [tags, pictures]: [Tag[], Uint8Array[]] = [[], []]
  if (bytes.length < 10 || ascii(bytes, 0, 3) !== 'ID3') return { tags, pictures }
  const [version, flags] = [bytes[3] ?? 0, bytes[5] ?? 0]
  const whole = bytes.subarray(10, 10 + syncSafe(bytes, 6))
  const body = version < 4 && (flags & 128) !== 0 ? synchronise(whole) : whole
  const view = viewOf(body)
  const [idLength, headLength] = version === 2 ? [3, 6] : [4, 10]
  const extended =
    version === 2 || (flags & 64) === 0 || body.length < 4
      ? 0
      : version === 4
        ? syncSafe(body, 0)
        : 4 + view.getUint32(0)
  for (let at = extended; at + headLength <= body.length && body[at] !== 0 && tags.length < mostTags; ) {
    const id = ascii(body, at, idLength)
    const size =
      version === 2
        ? (view.getUint16(at + 3) << 8) + view.getUint8(at + 5)
        : version === 4
          ? syncSafe(body, at + 4)
          : view.getUint32(at + 4)
    if (at + headLength + size > body.length) break
    const content = body.subarray(at + headLength, at + headLength + size)
    const packed = version > 2 && (view.getUint8(at + 9) & (version === 4 ? 0x0f : 0xe0)) !== 0
    if (!packed && id === 'APIC') {
      const picture = pictureOf(content)
      if (picture !== undefined) pictures.push(picture)
    } else if (!packed) tags.push(...tagsOf(id, content))
    at += headLength + size
  }
  return { tags, pictures }
}

const safeBytes = (size: number): Uint8Array => Uint8Array.of(...[21, 14, 7, 0].map((shift) => (size >> shift) & 127))

const letters = (text: string): Uint8Array => new TextEncoder().encode(text)

const frame = (id: string, content: Uint8Array): Uint8Array =>
  concatBytes([letters(id), safeBytes(content.length), Uint8Array.of(0, 0), content])

/** An ID3v2.4 tag: each tag as a TXXX frame in UTF-8, each picture as an APIC frame. */
export const id3Tag = (tags: readonly Tag[], pictures: readonly Uint8Array[]): Uint8Array => {
  const frames = concatBytes([
    ...tags.map(([name, text]) => frame('TXXX', concatBytes([Uint8Array.of(3), letters(`${name}\0${text}`)]))),
    ...pictures.flatMap((block) => {
      const picture = readPictureBlock(block)
      if (picture === undefined) return []
      const { kind, mime, image } = picture
      return [frame('APIC', concatBytes([Uint8Array.of(3), letters(`${mime}\0`), Uint8Array.of(kind, 0), image]))]
    }),
  ])
  return concatBytes([letters('ID3'), Uint8Array.of(4, 0, 0), safeBytes(frames.length), frames])
}
