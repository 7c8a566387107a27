import { ascii, viewOf } from '../source.js'
import type { Mp3Frame } from './frames.js'

/**
 * What a Xing or Info header says: frames behind it, and the samples that the encoder put before and after the sound
 * (LAME).
 */
interface XingHeader {
  readonly frames: number | undefined
  readonly delay: number | undefined
  readonly padding: number
}

/** The Xing or Info header in the first frame (layout of LAME's VbrTag.c); undefined where that frame holds sound. */
export const xingHeader = (bytes: Uint8Array, first: Mp3Frame): XingHeader | undefined => {
  const at = first.start + first.headBytes
  if (!['Xing', 'Info'].includes(ascii(bytes, at, 4)) || first.bytes < first.headBytes + 8) return undefined
  const view = viewOf(bytes.subarray(at, first.start + first.bytes))
  const flags = view.getUint32(4, false)
  const lame = 8 + (flags & 1 ? 4 : 0) + (flags & 2 ? 4 : 0) + (flags & 4 ? 100 : 0) + (flags & 8 ? 4 : 0)
  const hasLame = view.byteLength >= lame + 24 && view.getUint8(lame) !== 0
  const delays = hasLame ? view.getUint16(lame + 21, false) * 256 + view.getUint8(lame + 23) : 0
  return {
    frames: flags & 1 && view.byteLength >= 12 ? view.getUint32(8, false) : undefined,
    delay: hasLame ? Math.floor(delays / 4096) : undefined,
    padding: delays % 4096,
  }
}
