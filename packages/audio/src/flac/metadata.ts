import { ascii, concatBytes, viewOf } from '../source.js'

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

const streamInfoBlock = (info: StreamInfo): Uint8Array =>
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

const lengthAndText = (text: string): Uint8Array => {
  const bytes = new TextEncoder().encode(text)
  return concatBytes([Uint8Array.from(big(bytes.length, 4).toReversed()), bytes])
}

/**
 * The longest comment, in bytes of UTF-8, that a FLAC metadata block of 24-bit length holds beside its other fields.
 */
export const maxFlacComment = 2 ** 24 - 64

/**
 * What stands before the first frame: `fLaC`, STREAMINFO, and a Vorbis comment block (RFC 9639, section 8.6), COMMENT
 * in it.
 */
export const flacHeader = (info: StreamInfo, comment: string | undefined): Uint8Array => {
  const comments = comment === undefined ? [] : [lengthAndText(`COMMENT=${comment}`)]
  return concatBytes([
    Uint8Array.from('fLaC', (letter) => letter.charCodeAt(0)),
    streamInfoBlock(info),
    block(4, true, concatBytes([lengthAndText('sigmastream'), Uint8Array.of(comments.length, 0, 0, 0), ...comments])),
  ])
}

const commentIn = (content: Uint8Array): string | undefined => {
  const view = viewOf(content)
  const lengthAt = (at: number): number => (at + 4 <= content.length ? view.getUint32(at, true) : content.length)
  for (let at = 4 + lengthAt(0) + 4; at + 4 <= content.length; at += 4 + lengthAt(at)) {
    const entry = content.subarray(at + 4, at + 4 + lengthAt(at))
    if (ascii(entry, 0, 8).toUpperCase() === 'COMMENT=') return new TextDecoder().decode(entry.subarray(8))
  }
  return undefined
}

/** The COMMENT entry of a FLAC file's Vorbis comment block; undefined where there is none. */
export const vorbisCommentOf = (bytes: Uint8Array): string | undefined => {
  for (let at = 4; at + 4 <= bytes.length; ) {
    const [type, size] = [(bytes[at] ?? 0) & 127, viewOf(bytes).getUint32(at, false) & 0xffffff]
    if (type === 4) return commentIn(bytes.subarray(at + 4, at + 4 + size))
    if (((bytes[at] ?? 0) & 128) !== 0) return undefined
    at += 4 + size
  }
  return undefined
}
