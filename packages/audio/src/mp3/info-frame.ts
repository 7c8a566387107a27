import { ascii, viewOf } from '../source.js'
import type { Mp3Frame } from './header.js'

/**
 * What a frame says that holds no sound and tells of the frames behind it: their number and the bytes of all with it,
 * and the samples that the encoder put before and after the sound (LAME).
 */
export interface InfoFrame {
  readonly frames: number | undefined
  readonly bytes: number | undefined
  readonly delay: number | undefined
  readonly padding: number
}

/** Where Fraunhofer's encoder puts its mark, whatever the frame is. */
const vbriAt = 36

/** A Xing or Info header at `at` (layout of LAME's VbrTag.c). */
const xingHeader = (bytes: Uint8Array, at: number, end: number): InfoFrame => {
  const view = viewOf(bytes.subarray(at, end))
  const flags = view.getUint32(4, false)
  const bytesAt = 8 + (flags & 1 ? 4 : 0)
  const lame = bytesAt + (flags & 2 ? 4 : 0) + (flags & 4 ? 100 : 0) + (flags & 8 ? 4 : 0)
  const hasLame = view.byteLength >= lame + 24 && view.getUint8(lame) !== 0
  const delays = hasLame ? view.getUint16(lame + 21, false) * 256 + view.getUint8(lame + 23) : 0
  return {
    frames: flags & 1 && view.byteLength >= 12 ? view.getUint32(8, false) : undefined,
    bytes: flags & 2 && view.byteLength >= bytesAt + 4 ? view.getUint32(bytesAt, false) : undefined,
    delay: hasLame ? Math.floor(delays / 4096) : undefined,
    padding: delays % 4096,
  }
}

/**
 * The Xing, Info or VBRI header in a frame; undefined where the frame holds sound. The first two stand behind the side
 * information of a frame without checksum, whether this one has a checksum or not, and with a few writers behind it.
 */
export const infoFrame = (bytes: Uint8Array, { start, bytes: length, sideBytes }: Mp3Frame): InfoFrame | undefined => {
  const end = Math.min(start + length, bytes.length)
  const marked = (at: number, ...marks: readonly string[]): boolean =>
    at + 8 <= end && marks.includes(ascii(bytes, at, 4))
  const at = [start + 4 + sideBytes, start + 6 + sideBytes].find((place) => marked(place, 'Xing', 'Info'))
  if (at !== undefined) return xingHeader(bytes, at, end)
  return marked(start + vbriAt, 'VBRI') && start + vbriAt + 18 <= end
    ? {
        frames: viewOf(bytes).getUint32(start + vbriAt + 14, false),
        bytes: viewOf(bytes).getUint32(start + vbriAt + 10, false),
        delay: undefined,
        padding: 0,
      }
    : undefined
}
