import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { AudioError } from '../errors.js'
import { concatBytes, corruptFault, type SoundSource, truncatedFault } from '../source.js'
import { type Page, pagesOf } from './pages.js'

/** What a page says of time: the granule position at the end of the first `packets` packets. */
export interface Mark {
  readonly packets: number
  readonly granule: number
}

/** One logical stream of an Ogg file (RFC 3533): its packets, its marks of time, and the bytes that it takes up. */
export interface OggStream {
  readonly packets: readonly Uint8Array[]
  readonly marks: readonly Mark[]
  readonly from: number
  readonly to: number
}

/** The streams of an Ogg file as they begin, and what was mended. */
export interface OggStreams {
  readonly streams: readonly OggStream[]
  readonly remarks: readonly string[]
}

/** The packets that the lacing values cut out of the pages: a value below 255 ends one (RFC 3533, section 5). */
const streamOf = ({ bytes }: SoundSource, pages: readonly Page[]): OggStream => {
  const [packets, marks]: [Uint8Array[], Mark[]] = [[], []]
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
    if (page.granule >= 0) marks.push({ packets: packets.length, granule: page.granule })
  }
  return { packets, marks, from: pages[0]?.at ?? 0, to: pages.at(-1)?.end ?? 0 }
}

/** The pages of each stream. A page that begins one begins a new one, whatever its serial number. */
const byStream = (source: SoundSource, pages: readonly Page[]): E.Either<AudioError, readonly (readonly Page[])[]> => {
  const all: Page[][] = []
  const open = new Map<number, Page[]>()
  for (const page of pages) {
    const stream = page.begins ? undefined : open.get(page.serial)
    const before = stream?.at(-1)
    if (stream === undefined && !page.begins)
      return corruptFault(source, 'Ogg')(`the first page of its stream at byte ${page.at} is missing`)
    if (before !== undefined && page.sequence !== before.sequence + 1)
      return corruptFault(source, 'Ogg')(`page ${before.sequence + 1} is missing`)
    if (stream !== undefined) stream.push(page)
    else {
      open.set(page.serial, [page])
      all.push(open.get(page.serial) ?? [])
    }
  }
  return E.right(all)
}

/**
 * The logical streams of an Ogg file: every page's checksum and number are checked. An end that is cut short or not
 * marked is told in the remarks. `Truncated` where no page is whole; `Corrupt` where one is missing or damaged.
 */
export const oggStreams = (source: SoundSource): E.Either<AudioError, OggStreams> =>
  pipe(
    pagesOf(source),
    E.flatMap(({ pages, strayBytes, cut }) => {
      const last = pages.at(-1)
      if (last === undefined) return truncatedFault(source, 'Ogg')('its first page is not complete')
      // a page that was damaged where it begins looks like this
      if (strayBytes > 0 && !last.ends) return corruptFault(source, 'Ogg')(`there is no page at byte ${last.end}`)
      const remarks = [
        ...(strayBytes === 0 ? [] : [`${strayBytes} bytes beside its pages are no sound and left out`]),
        ...(cut ? ['its last page is cut short and left out'] : []),
        ...(cut || last.ends ? [] : ['its last page is not marked as the last, so its end may be missing']),
      ]
      return pipe(
        byStream(source, pages),
        E.map((streams) => ({ streams: streams.map((one) => streamOf(source, one)), remarks })),
      )
    }),
  )
