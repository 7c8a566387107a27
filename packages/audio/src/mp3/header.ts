/** One frame of MPEG audio, layer III: `bytes` from `start`, holding `samples` of each channel. */
export interface Mp3Frame {
  readonly start: number
  readonly bytes: number
  readonly samples: number
  readonly sampleRate: number
  readonly channels: 1 | 2
  /** Bytes of side information. */
  readonly sideBytes: number
  /** Whether its length is not stated (free format), and was found by looking for the next frame. */
  readonly free: boolean
}

/** kbit/s by index: MPEG-1, then MPEG-2 and 2.5 (ISO 11172-3 and 13818-3, table of bitrate_index, layer III). */
const bitrates = [
  [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
] as const
const rates = [44100, 48000, 32000] as const

/** The longest frame of free format that decoders take. */
const longestFree = 2304

/** The layer of an MPEG audio frame header at `at`; undefined where there is none. */
export const mpegLayer = (bytes: Uint8Array, at: number): 1 | 2 | 3 | undefined => {
  const [a = 0, b = 0, c = 0] = [bytes[at], bytes[at + 1], bytes[at + 2]]
  const valid = a === 0xff && (b & 0xe0) === 0xe0 && (b & 0x18) !== 0x08 && (c & 0xf0) !== 0xf0 && (c & 0x0c) !== 0x0c
  return valid ? ([undefined, 3, 2, 1] as const)[(b >> 1) & 3] : undefined
}

/**
 * The layer III frame whose header is at `at`; undefined where there is none. `freeBytes` is the length of a frame
 * without padding where headers do not state it; without it such frames are undefined too.
 */
export const mp3Frame = (bytes: Uint8Array, at: number, freeBytes?: number): Mp3Frame | undefined => {
  if (mpegLayer(bytes, at) !== 3 || at + 4 > bytes.length) return undefined
  const [b = 0, c = 0, d = 0] = [bytes[at + 1], bytes[at + 2], bytes[at + 3]]
  const version = (b >> 3) & 3 // 3: MPEG-1, 2: MPEG-2, 0: MPEG-2.5
  const kbits = bitrates[version === 3 ? 0 : 1][c >> 4]
  const base = rates[(c >> 2) & (3 as 0 | 1 | 2)]
  if (kbits === undefined || base === undefined || (kbits === 0 && freeBytes === undefined)) return undefined
  const sampleRate = base / (version === 3 ? 1 : version === 2 ? 2 : 4)
  const samples = version === 3 ? 1152 : 576
  const channels = d >> 6 === 3 ? 1 : 2
  const stated = Math.floor(((samples / 8) * (kbits * 1000)) / sampleRate)
  return {
    start: at,
    bytes: (kbits === 0 ? (freeBytes ?? 0) : stated) + ((c >> 1) & 1),
    samples,
    sampleRate,
    channels,
    sideBytes: version === 3 ? (channels === 1 ? 17 : 32) : channels === 1 ? 9 : 17,
    free: kbits === 0,
  }
}

/** Whether two frames can stand in one stream. */
export const alikeFrames = (one: Mp3Frame, other: Mp3Frame): boolean =>
  one.sampleRate === other.sampleRate &&
  one.samples === other.samples &&
  one.channels === other.channels &&
  one.free === other.free

/**
 * The length without padding of the frames of free format from `at` on: the shortest at which the next two frames
 * stand. Undefined where the frame at `at` is none, or no such length is found.
 */
export const freeFrameBytes = (bytes: Uint8Array, at: number): number | undefined => {
  if (mp3Frame(bytes, at, 0)?.free !== true) return undefined
  for (let length = 24; length <= longestFree; length++) {
    const first = mp3Frame(bytes, at, length)
    const second = first && mp3Frame(bytes, at + first.bytes, length)
    if (first === undefined || second === undefined || !alikeFrames(first, second)) continue
    const third = mp3Frame(bytes, second.start + second.bytes, length)
    if (third !== undefined && alikeFrames(first, third)) return length
  }
  return undefined
}
