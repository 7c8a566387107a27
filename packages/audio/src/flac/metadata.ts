import type { Tag } from '../decoded-sound.js'
import type { RandomAccess } from '../random-access.js'
import { ascii, concatBytes, viewOf } from '../source.js'
import { mostTags, readVorbisComment, vorbisComment } from '../tags/vorbis-comment.js'

/**
 * The STREAMINFO block of a FLAC file (RFC 9639, section 8.2); sizes in samples and bytes, `md5` as 32 hexadecimal
 * digits.
 */
interface StreamInfo {
  readonly minBlock: number
  readonly maxBlock: number
  readonly minFrame: number
  readonly maxFrame: number
  readonly sampleRate: number
  readonly channels: number
  readonly bits: number
  readonly totalSamples: number
  readonly md5: string
}

const big = (value: number, bytes: number): readonly number[] =>
  Array.from({ length: bytes }, (_, i) => Math.floor(value / 2 ** (8 * (bytes - 1 - i))) % 256)

const block = (type: number, last: boolean, content: Uint8Array): Uint8Array =>
  concatBytes([Uint8Array.of(type + (last ? 128 : 0), ...big(content.length, 3)), content])

/** The first block of a FLAC file. */
export const streamInfoBlock = (info: StreamInfo): Uint8Array =>
  block(
    0,
    false,
    Uint8Array.of(
      ...big(info.minBlock, 2),
      ...big(info.maxBlock, 2),
      ...big(info.minFrame, 3),
      ...big(info.maxFrame, 3),
      // 20 bits of rate, 3 of channels - 1, 5 of bits - 1 and the upper 4 of the length make four bytes
      ...big(
        info.sampleRate * 4096 +
          (info.channels - 1) * 512 +
          (info.bits - 1) * 16 +
          Math.floor(info.totalSamples / 2 ** 32),
        4,
      ),
      ...big(info.totalSamples % 2 ** 32, 4),
      ...Array.from({ length: 16 }, (_, i) => Number.parseInt(info.md5.slice(2 * i, 2 * i + 2), 16)),
    ),
  )

/** The longest content of a metadata block, whose length has 24 bits. */
const maxBlockBytes = 2 ** 24 - 1

/** The longest text of all tags, in bytes of UTF-8, that a block holds beside its other fields. */
export const maxFlacComment = maxBlockBytes - 63

/** The blocks behind STREAMINFO: pictures, and the tags as Vorbis comments (RFC 9639, sections 8.8 and 8.6). */
export const metadataBlocks = (tags: readonly Tag[], pictures: readonly Uint8Array[]): Uint8Array =>
  concatBytes([
    ...pictures.filter(({ length }) => length <= maxBlockBytes).map((picture) => block(6, false, picture)),
    block(4, true, vorbisComment(tags)),
  ])

/** What the metadata blocks of a FLAC file say. */
interface FlacMetadata {
  readonly tags: readonly Tag[]
  readonly pictures: readonly Uint8Array[]
}

/** The most bytes of pictures that are kept. */
const mostPictureBytes = 2 ** 26

/** The tags and the pictures of a FLAC file; those that reach past its end are not. */
export const readMetadata = ({ read }: RandomAccess): FlacMetadata => {
  const [tags, pictures]: [Tag[], Uint8Array[]] = [[], []]
  let room = mostPictureBytes
  if (ascii(read(0, 4), 0, 4) !== 'fLaC') return { tags, pictures }
  for (let at = 4, last = false; !last; ) {
    const head = read(at, 4)
    if (head.length < 4) break
    const [first, size] = [viewOf(head).getUint8(0), viewOf(head).getUint32(0, false) & 0xffffff]
    const type = first & 127
    last = first >= 128
    if (type === 4 && tags.length < mostTags) tags.push(...readVorbisComment(read(at + 4, size)))
    if (type === 6 && size <= room) {
      const picture = read(at + 4, size).slice()
      if (picture.length === size) pictures.push(picture)
      room -= size
    }
    at += 4 + size
  }
  return { tags, pictures }
}
