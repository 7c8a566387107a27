import { either as E } from 'fp-ts'
import type { AudioError } from '../errors.js'
import { ascii, corruptFault, type SoundSource, truncatedFault, unsupportedFault } from '../source.js'

/** One frame of MPEG audio, layer III: `bytes` from `start`, holding `samples` of each channel. */
export interface Mp3Frame {
  readonly start: number
  readonly bytes: number
  readonly samples: number
  readonly sampleRate: number
  readonly channels: 1 | 2
  /** Bytes of header, checksum and side information: a Xing header stands behind them. */
  readonly headBytes: number
}

/** kbit/s by index: MPEG-1, then MPEG-2 and 2.5 (ISO 11172-3 and 13818-3, table of bitrate_index, layer III). */
const bitrates = [
  [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
] as const
const rates = [44100, 48000, 32000] as const

/** The layer of an MPEG audio frame header at `at`; undefined where there is none. */
export const mpegLayer = (bytes: Uint8Array, at: number): 1 | 2 | 3 | undefined => {
  const [a = 0, b = 0, c = 0] = bytes.subarray(at, at + 3)
  const valid = a === 0xff && (b & 0xe0) === 0xe0 && (b & 0x18) !== 0x08 && (c & 0xf0) !== 0xf0 && (c & 0x0c) !== 0x0c
  return valid ? ([undefined, 3, 2, 1] as const)[(b >> 1) & 3] : undefined
}

/**
 * The layer III frame whose header is at `at`; undefined where there is none, or its length is not stated (free
 * format).
 */
export const mp3Frame = (bytes: Uint8Array, at: number): Mp3Frame | undefined => {
  const [, b = 0, c = 0, d = 0] = bytes.subarray(at, at + 4)
  const version = (b >> 3) & 3 // 3: MPEG-1, 2: MPEG-2, 0: MPEG-2.5
  const kbits = bitrates[version === 3 ? 0 : 1][c >> 4]
  const base = rates[(c >> 2) & (3 as 0 | 1 | 2)]
  if (mpegLayer(bytes, at) !== 3 || at + 4 > bytes.length || !kbits || base === undefined) return undefined
  const sampleRate = base / (version === 3 ? 1 : version === 2 ? 2 : 4)
  const samples = version === 3 ? 1152 : 576
  const channels = d >> 6 === 3 ? 1 : 2
  const sideBytes = version === 3 ? (channels === 1 ? 17 : 32) : channels === 1 ? 9 : 17
  return {
    start: at,
    bytes: Math.floor(((samples / 8) * (kbits * 1000)) / sampleRate) + ((c >> 1) & 1),
    samples,
    sampleRate,
    channels,
    headBytes: 4 + (b & 1 ? 0 : 2) + sideBytes,
  }
}

/** Bytes of the ID3v2 tag at the start (ID3v2.4.0 structure, section 3.1); 0 where there is none. */
export const id3Bytes = (bytes: Uint8Array): number => {
  if (ascii(bytes, 0, 3) !== 'ID3' || bytes.length < 10) return 0
  const size = [6, 7, 8, 9].reduce((sum, at) => sum * 128 + ((bytes[at] ?? 0) & 127), 0)
  return 10 + size + ((bytes[5] ?? 0) & 0x10 ? 10 : 0)
}

const isTag = (bytes: Uint8Array, at: number): boolean =>
  ascii(bytes, at, 3) === 'TAG' || ['APETAGEX', 'LYRICSBE'].includes(ascii(bytes, at, 8))

/**
 * Every frame of an MP3 file, from behind its ID3 tag to its end or a closing tag (ID3v1, APE, Lyrics3). `Unsupported`
 * for layers I and II, free format, or a change of rate or channels; `Truncated` where the last frame is not complete;
 * `Corrupt` where a frame does not follow on the one before it.
 */
export const mp3Frames = (source: SoundSource): E.Either<AudioError, readonly [Mp3Frame, ...Mp3Frame[]]> => {
  const { bytes } = source
  const begin = id3Bytes(bytes)
  if (begin >= bytes.length) return truncatedFault(source, 'MP3')('it ends inside or right after its ID3 tag')
  const first = mp3Frame(bytes, begin)
  if (first === undefined) {
    const layer = mpegLayer(bytes, begin)
    return layer === undefined
      ? corruptFault(source, 'MP3')(`there is no frame at byte ${begin}`)
      : unsupportedFault(
          source,
          'MP3',
        )(layer === 3 ? 'its frames are of free format' : `it is MPEG layer ${layer}, not III`)
  }
  const frames: [Mp3Frame, ...Mp3Frame[]] = [first]
  for (let at = begin + first.bytes; at < bytes.length && !isTag(bytes, at); ) {
    const frame = mp3Frame(bytes, at)
    if (frame === undefined) {
      // zeros at the end are padding; fewer than four bytes cannot be a header
      if (bytes.subarray(at).every((byte) => byte === 0)) break
      return bytes.length - at < 4
        ? truncatedFault(source, 'MP3')('it ends inside a frame header')
        : corruptFault(source, 'MP3')(`there is no frame at byte ${at}`)
    }
    if (frame.sampleRate !== first.sampleRate || frame.channels !== first.channels) {
      return unsupportedFault(source, 'MP3')(`its rate or channels change at byte ${at}`)
    }
    frames.push(frame)
    at += frame.bytes
  }
  const last = frames.at(-1) ?? first
  return last.start + last.bytes > bytes.length
    ? truncatedFault(source, 'MP3')(`its last frame has ${bytes.length - last.start} of ${last.bytes} bytes`)
    : E.right(frames)
}
