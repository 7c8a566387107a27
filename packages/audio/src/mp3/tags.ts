import { ascii, viewOf } from '../source.js'
import { syncSafe } from '../tags/id3.js'

/** Bytes of the ID3v2 tag at `at` (ID3v2.4.0 structure, section 3.1); 0 where there is none. */
const id3Bytes = (bytes: Uint8Array, at: number): number => {
  if (ascii(bytes, at, 3) !== 'ID3' || at + 10 > bytes.length) return 0
  return 10 + syncSafe(bytes, at + 6) + ((bytes[at + 5] ?? 0) & 0x10 ? 10 : 0)
}

const onlyZeros = (bytes: Uint8Array, from: number): number => {
  let at = from
  while (bytes[at] === 0) at++
  return at
}

/**
 * Bytes before the content of a file: ID3v2 tags, which some taggers put in front of any format, one behind the other
 * and with zeros behind them. 0 where there is no tag; all of them where nothing is behind.
 */
export const frontTagBytes = (bytes: Uint8Array): number => {
  let at = 0
  for (let length = id3Bytes(bytes, 0); length > 0; length = id3Bytes(bytes, at)) at = onlyZeros(bytes, at + length)
  return Math.min(at, bytes.length)
}

/** The most bytes of Lyrics3 of version 1 with both its marks, and more fields than version 2 has. */
const [mostLyrics, mostFields] = [5120, 64]

/** Where the fields of Lyrics3 of version 2 end: each has three letters, a length of five digits, and so many bytes. */
const fieldsEnd = (bytes: Uint8Array, from: number): number => {
  let at = from
  for (let field = 0; field < mostFields; field++) {
    const head = ascii(bytes, at, 8)
    if (!/^[A-Z]{3}\d{5}$/.test(head)) break
    at += 8 + Number(head.slice(3))
  }
  return at
}

/** Lyrics3: version 2 says how long it is (its size in six digits stands before its end), version 1 is never long. */
const lyricsBytes = (bytes: Uint8Array, at: number): number => {
  const end = fieldsEnd(bytes, at + 'LYRICSBEGIN'.length)
  if (/^\d{6}LYRICS200$/.test(ascii(bytes, end, 15))) return end + 15 - at
  const text = new TextDecoder('latin1').decode(bytes.subarray(at, at + mostLyrics))
  const found = text.indexOf('LYRICSEND')
  return found < 0 ? 0 : found + 'LYRICSEND'.length
}

/** An APE tag of version 2 that begins with its header: bit 29 of its flags says so (APEv2 specification). */
const apeBytes = (bytes: Uint8Array, at: number): number => {
  if (at + 32 > bytes.length) return bytes.length - at
  const view = viewOf(bytes.subarray(at, at + 32))
  return 32 + (view.getUint32(20, true) & 0x20000000 ? view.getUint32(12, true) : 0)
}

/** Bytes of the tag at `at` that may stand between or behind frames: ID3, APE or Lyrics3; 0 where there is none. */
export const tagBytes = (bytes: Uint8Array, at: number): number => {
  const first = bytes[at]
  if (first === 0x49) return id3Bytes(bytes, at)
  if (first === 0x54 && ascii(bytes, at, 3) === 'TAG') return ascii(bytes, at, 4) === 'TAG+' ? 227 : 128
  if (first === 0x41 && ascii(bytes, at, 8) === 'APETAGEX') return apeBytes(bytes, at)
  return first === 0x4c && ascii(bytes, at, 11) === 'LYRICSBEGIN' ? lyricsBytes(bytes, at) : 0
}
