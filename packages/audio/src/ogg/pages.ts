import { either as E } from 'fp-ts'
import type { AudioError } from '../errors.js'
import { tagBytes } from '../mp3/tags.js'
import { ascii, corruptFault, type SoundSource, viewOf } from '../source.js'
import { pageCrc } from './crc.js'

/** A page of an Ogg file (RFC 3533, section 6): its content is `start` to before `end`, cut into `lacing` bytes. */
export interface Page {
  /** Whether a stream begins, or ends, with it. */
  readonly begins: boolean
  readonly ends: boolean
  readonly granule: number
  readonly serial: number
  readonly sequence: number
  readonly lacing: Uint8Array
  readonly at: number
  readonly start: number
  readonly end: number
}

/** The pages of a file, what was passed over, and whether its last page is not complete. */
export interface Pages {
  readonly pages: readonly Page[]
  readonly strayBytes: number
  readonly cut: boolean
}

const pageAt = (source: SoundSource, at: number): E.Either<AudioError, Page | 'cut'> => {
  const { bytes } = source
  const start = at + 27 + (bytes[at + 26] ?? 0)
  const lacing = bytes.subarray(at + 27, start)
  const end = start + lacing.reduce((sum, length) => sum + length, 0)
  if (at + 27 > bytes.length || end > bytes.length) {
    // where another page follows, it is no cut that hides the end
    return nextPage(bytes, at + 4) === bytes.length
      ? E.right('cut')
      : corruptFault(source, 'Ogg')(`the length of its page at byte ${at} is wrong`)
  }
  const view = viewOf(bytes.subarray(at, end))
  if (view.getUint32(22, true) !== pageCrc(bytes.subarray(at, end)))
    return corruptFault(source, 'Ogg')(`the checksum of its page at byte ${at} is wrong`)
  const flags = view.getUint8(5)
  return E.right({
    begins: (flags & 2) !== 0,
    ends: (flags & 4) !== 0,
    granule: Number(view.getBigInt64(6, true)),
    serial: view.getUint32(14, true),
    sequence: view.getUint32(18, true),
    lacing,
    at,
    start,
    end,
  })
}

/** Where the next page, or the beginning of one at the very end, stands from `from` on; the end where there is none. */
const nextPage = (bytes: Uint8Array, from: number): number => {
  let at = from
  while (at < bytes.length && ascii(bytes, at, 4) !== 'OggS'.slice(0, bytes.length - at)) at++
  return at
}

const strayIn = (bytes: Uint8Array, from: number, to: number): number => {
  let stray = 0
  for (let at = from; at < to; ) {
    const tag = tagBytes(bytes, at)
    if (tag === 0 && bytes[at] !== 0) stray++
    at += Math.max(tag, 1)
  }
  return stray
}

/**
 * All pages of an Ogg file, each checked by its checksum. What stands before, between and behind them is passed over;
 * `Corrupt` where a checksum is wrong, or there is no page.
 */
export const pagesOf = (source: SoundSource): E.Either<AudioError, Pages> => {
  const { bytes } = source
  const pages: Page[] = []
  let [at, strayBytes, cut] = [0, 0, false]
  while (at < bytes.length) {
    const next = nextPage(bytes, at)
    strayBytes += strayIn(bytes, at, next)
    if (next >= bytes.length) break
    const page = pageAt(source, next)
    if (E.isLeft(page)) return page
    cut = page.right === 'cut'
    if (page.right === 'cut') break
    pages.push(page.right)
    at = page.right.end
  }
  return E.right({ pages, strayBytes, cut })
}
