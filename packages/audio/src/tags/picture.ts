import { ascii, concatBytes, viewOf } from '../source.js'

/** A picture of a file: `kind` as ID3v2 and FLAC number them (3 is the front cover), and the image's own bytes. */
interface Picture {
  readonly kind: number
  readonly mime: string
  readonly image: Uint8Array
}

const big = (...values: readonly number[]): Uint8Array => {
  const out = new Uint8Array(4 * values.length)
  for (const [i, value] of values.entries()) viewOf(out).setUint32(4 * i, value)
  return out
}

/**
 * A picture as the content of a PICTURE block of FLAC (RFC 9639, section 8.8), without a description and with the sizes
 * of the image unknown.
 */
export const pictureBlock = ({ kind, mime, image }: Picture): Uint8Array =>
  concatBytes([
    big(kind, mime.length),
    Uint8Array.from(mime, (letter) => letter.charCodeAt(0) & 127),
    big(0, 0, 0, 0, 0, image.length),
    image,
  ])

/** The picture in the content of a PICTURE block; undefined where it is cut short. */
export const readPictureBlock = (content: Uint8Array): Picture | undefined => {
  const view = viewOf(content)
  const sizeAt = (at: number): number => (at + 4 <= content.length ? view.getUint32(at) : content.length)
  const afterMime = 8 + sizeAt(4)
  const afterText = afterMime + 4 + sizeAt(afterMime)
  const start = afterText + 20
  if (start > content.length || start + sizeAt(start - 4) > content.length) return undefined
  return {
    kind: sizeAt(0) & 255,
    mime: ascii(content, 8, afterMime - 8),
    image: content.subarray(start, start + sizeAt(start - 4)),
  }
}
