import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { AudioError } from '../errors.js'
import {
  ascii,
  concatBytes,
  corruptFault,
  type SoundSource,
  truncatedFault,
  unsupportedFault,
  viewOf,
} from '../source.js'

/**
 * The one logical stream of an Ogg file: its packets, and the granule position of its last page (-1 where none was
 * set).
 */
export interface OggStream {
  readonly packets: readonly Uint8Array[]
  readonly lastGranule: number
}

interface Page {
  readonly flags: number
  readonly granule: bigint
  readonly serial: number
  readonly sequence: number
  readonly lacing: Uint8Array
  readonly start: number
  readonly end: number
}

/** Header flags of RFC 3533, section 6. */
const flag = { first: 2, last: 4 }

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24
  for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc < 0 ? 0x04c11db7 : 0)
  return crc >>> 0
})

/** The page checksum: polynomial 0x04c11db7, no reflection, with the checksum's own four bytes at 22 taken as zero. */
const crcOf = (page: Uint8Array): number => {
  let crc = 0
  // the index into the table is one byte, and i stays inside the page
  for (let i = 0; i < page.length; i++) crc = (crc << 8) ^ crcTable[(crc >>> 24) ^ (i >= 22 && i < 26 ? 0 : page[i]!)]!
  return crc >>> 0
}

const pageAt = (source: SoundSource, at: number): E.Either<AudioError, Page> => {
  const { bytes } = source
  if (ascii(bytes, at, Math.min(4, bytes.length - at)) !== 'OggS'.slice(0, bytes.length - at)) {
    return corruptFault(source, 'Ogg')(`there is no page at byte ${at}`)
  }
  const segments = bytes[at + 26] ?? 0
  const start = at + 27 + segments
  const lacing = bytes.subarray(at + 27, start)
  const end = start + lacing.reduce((sum, length) => sum + length, 0)
  if (at + 27 > bytes.length || end > bytes.length)
    return truncatedFault(source, 'Ogg')(`its page at byte ${at} is not complete`)
  const view = viewOf(bytes.subarray(at, end))
  if (view.getUint32(22, true) !== crcOf(bytes.subarray(at, end))) {
    return corruptFault(source, 'Ogg')(`the checksum of its page at byte ${at} is wrong`)
  }
  return E.right({
    flags: view.getUint8(5),
    granule: view.getBigInt64(6, true),
    serial: view.getUint32(14, true),
    sequence: view.getUint32(18, true),
    lacing,
    start,
    end,
  })
}

/** All pages of the one stream, checked one by one and against each other. */
const pagesOf = (source: SoundSource): E.Either<AudioError, readonly Page[]> => {
  const pages: Page[] = []
  for (let at = 0; at < source.bytes.length; at = pages.at(-1)?.end ?? 0) {
    const before = pages.at(-1)
    // after the last page only a further stream means anything
    if (before !== undefined && (before.flags & flag.last) !== 0 && ascii(source.bytes, at, 4) !== 'OggS') break
    const read = pageAt(source, at)
    if (E.isLeft(read)) return read
    const page = read.right
    const isFirst = (page.flags & flag.first) !== 0
    if (before === undefined && !isFirst) return corruptFault(source, 'Ogg')('its first page is not marked as such')
    if (before !== undefined && (isFirst || page.serial !== before.serial)) {
      return unsupportedFault(source, 'Ogg')('it holds several streams, and one is read')
    }
    if (before !== undefined && page.sequence !== before.sequence + 1) {
      return corruptFault(source, 'Ogg')(`page ${before.sequence + 1} is missing`)
    }
    pages.push(page)
  }
  const last = pages.at(-1)
  return last !== undefined && (last.flags & flag.last) !== 0
    ? E.right(pages)
    : truncatedFault(source, 'Ogg')('its last page is missing')
}

/** The packets that the lacing values cut out of the pages: a value below 255 ends one (RFC 3533, section 5). */
const packetsOf = ({ bytes }: SoundSource, pages: readonly Page[]): readonly Uint8Array[] => {
  const packets: Uint8Array[] = []
  let open: Uint8Array[] = []
  for (const page of pages) {
    let from = page.start
    for (const length of page.lacing) {
      open.push(bytes.subarray(from, from + length))
      from += length
      if (length < 255) {
        packets.push(concatBytes(open))
        open = []
      }
    }
  }
  return packets
}

/**
 * The packets of an Ogg file with one logical stream (RFC 3533): every page's checksum and number are checked. Several
 * streams, beside or after each other, are `Unsupported`; `Truncated` where the last page is missing; `Corrupt`
 * otherwise.
 */
export const oggStream = (source: SoundSource): E.Either<AudioError, OggStream> =>
  pipe(
    pagesOf(source),
    E.map((pages) => ({
      packets: packetsOf(source, pages),
      lastGranule: Number(pages.findLast(({ granule }) => granule >= 0n)?.granule ?? -1n),
    })),
  )
