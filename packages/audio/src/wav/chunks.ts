import { either as E } from 'fp-ts'
import type { AudioError } from '../errors.js'
import { asciiBytes, fields } from '../fields.js'
import type { RandomAccess, SeekableSource } from '../random-access.js'
import { ascii, concatBytes, corruptFault, truncatedFault, viewOf } from '../source.js'
import { dataSize } from './data-size.js'

/** What WAV files begin with; the last two have sizes of 64 bits. */
export const wavForms: readonly string[] = ['RIFF', 'RF64', 'BW64']

/** A chunk of a RIFF file: `size` bytes from `start`. */
export interface Chunk {
  readonly id: string
  readonly start: number
  readonly size: number
}

/** A chunk of a RIFF file, padded to an even length. */
export const chunkOf = (id: string, content: Uint8Array): Uint8Array =>
  concatBytes([asciiBytes(id), fields([4, content.length]), content, new Uint8Array(content.length % 2)])

/** The chunks of a file in order, and what was mended to find them. */
export interface ChunkList {
  readonly chunks: readonly Chunk[]
  readonly remarks: readonly string[]
}

/** No writer makes more; one object each is then no burden. */
const mostChunks = 65536
/** How far bytes that are no chunk are passed over, to find one. */
const mostJunk = 65536

/** Whether a chunk can begin at `at`: four characters that can be printed, and a size that fits. */
const isChunkAt = ({ size, read }: RandomAccess, at: number): boolean => {
  const head = read(at, 8)
  if (head.length < 8 || head.subarray(0, 4).some((byte) => byte < 0x20 || byte > 0x7e)) return false
  return ascii(head, 0, 4) === 'data' || at + 8 + viewOf(head).getUint32(4, true) <= size
}

/** Where a chunk that is needed begins behind bytes that are none. */
const beyondJunk = ({ read }: RandomAccess, at: number): number | undefined => {
  const text = Buffer.from(read(at, mostJunk)).toString('latin1')
  const found = /fmt [^\0]\0\0\0|data/.exec(text)
  return found === null ? undefined : at + found.index
}

/** What a file says of its size behind the first eight bytes, and RF64 and BW64 of their data chunk. */
interface FileClaim {
  readonly size: number
  readonly wideData: number | null
}

/** Undefined where RF64 or BW64 has no ds64 chunk with sizes of 64 bits (EBU Tech 3306, section 3.5). */
const fileClaim = ({ read }: RandomAccess): FileClaim | undefined => {
  const head = read(0, 36)
  if (ascii(head, 0, 4) === 'RIFF') return { size: viewOf(head).getUint32(4, true), wideData: null }
  if (head.length < 36 || ascii(head, 12, 4) !== 'ds64') return undefined
  const [size, wideData] = [20, 28].map((at) => Number(viewOf(head).getBigUint64(at, true)))
  return { size: size ?? 0, wideData: wideData ?? 0 }
}

/**
 * The chunks of a RIFF, RF64 or BW64 file in order, each padded to an even length (Multimedia Programming Interface and
 * Data Specifications 1.0, chapter 2), or not padded where the writer forgot it. The size of the data chunk is that of
 * `dataSize`. `Truncated` where a chunk before the samples reaches past the end of the file; what follows the samples
 * is read as far as it goes. Nothing is allocated by the sizes that headers claim.
 */
export const chunksOf = (source: SeekableSource): E.Either<AudioError, ChunkList> => {
  const { bytes } = source
  const head = bytes.read(0, 12)
  if (head.length < 12) return truncatedFault(source, 'WAV')(`its header has ${head.length} of 12 bytes`)
  const file = fileClaim(bytes)
  if (file === undefined) return corruptFault(source, 'WAV')('it is RF64 without a ds64 chunk')
  const [chunks, remarks]: [Chunk[], string[]] = [[], []]
  const hasData = (): boolean => chunks.some(({ id }) => id === 'data')
  let at = 12
  while (at + 8 <= bytes.size && chunks.length < mostChunks) {
    const entry = bytes.read(at, 8)
    const [id, claimed, start] = [ascii(entry, 0, 4), viewOf(entry).getUint32(4, true), at + 8]
    if (!/^[\x20-\x7e]{4}$/.test(id)) {
      const next = hasData() ? undefined : beyondJunk(bytes, at)
      if (next === undefined && hasData()) break
      if (next === undefined) return corruptFault(source, 'WAV')(`what begins at byte ${at} is no chunk`)
      remarks.push(`${next - at} bytes before its ${ascii(bytes.read(next, 4), 0, 4).trim()} chunk are no chunk`)
      at = next
      continue
    }
    const available = bytes.size - start
    const { size, remark } =
      id === 'data' && !hasData()
        ? dataSize({
            claimed: claimed === 0xffffffff ? (file.wideData ?? claimed) : claimed,
            available,
            closed: file.size + 8 === bytes.size,
            chunkFollows: (behind) => isChunkAt(bytes, start + behind) || isChunkAt(bytes, start + behind + 1),
          })
        : { size: claimed, remark: undefined }
    if (remark !== undefined) remarks.push(remark)
    if (size > available && !hasData())
      return truncatedFault(source, 'WAV')(`its ${id.trim()} chunk says ${size} bytes and ${available} are there`)
    chunks.push({ id, start, size: Math.min(size, available) })
    const end = start + size
    at = size % 2 === 1 && !isChunkAt(bytes, end + 1) && isChunkAt(bytes, end) ? end : end + (size % 2)
  }
  return E.right({ chunks, remarks })
}
