import { either as E } from 'fp-ts'
import type { AudioError } from '../errors.js'
import { ascii, corruptFault, type SoundSource, truncatedFault, viewOf } from '../source.js'

/**
 * A chunk of a RIFF file: `size` bytes from `start`; `open` where no size was written, so that it reaches to the end.
 */
export interface Chunk {
  readonly id: string
  readonly start: number
  readonly size: number
  readonly open: boolean
}

/** Writers that cannot seek back leave this in the size fields (ffmpeg, libsndfile). */
const unset = 0xffffffff
/** SoX does the same with this, rounded down to whole frames. */
const soxUnset = 0x7ffff000

const isUnset = (size: number, riffSize: number, fileSize: number): boolean =>
  size === unset ||
  (size === 0 && riffSize + 8 !== fileSize) ||
  (size <= soxUnset && size > soxUnset - 65536 && size > fileSize)

/** The data chunk's size in 64 bits, from the ds64 chunk of an RF64 or BW64 file (EBU Tech 3306, section 3.5). */
const wideDataSize = (bytes: Uint8Array): number | undefined =>
  bytes.length >= 36 && ascii(bytes, 12, 4) === 'ds64' ? Number(viewOf(bytes).getBigUint64(28, true)) : undefined

/**
 * The chunks of a RIFF, RF64 or BW64 file in order, each padded to an even length (Multimedia Programming Interface and
 * Data Specifications 1.0, chapter 2). A data chunk whose size was never written (0, 0xFFFFFFFF, SoX's 0x7FFFF000)
 * reaches to the end of the file. `Truncated` where a chunk before the samples, or the samples, reach past the end of
 * the file; what follows the samples is read as far as it goes. Nothing is allocated by the sizes that headers claim.
 */
export const chunksOf = (source: SoundSource): E.Either<AudioError, readonly Chunk[]> => {
  const { bytes } = source
  if (bytes.length < 12) return truncatedFault(source, 'WAV')(`its header has ${bytes.length} of 12 bytes`)
  const view = viewOf(bytes)
  const wide = ascii(bytes, 0, 4) === 'RIFF' ? undefined : wideDataSize(bytes)
  if (wide === undefined && ascii(bytes, 0, 4) !== 'RIFF')
    return corruptFault(source, 'WAV')('it is RF64 without a ds64 chunk')
  const chunks: Chunk[] = []
  for (let at = 12; at + 8 <= bytes.length; ) {
    const id = ascii(bytes, at, 4)
    const start = at + 8
    const claimed = view.getUint32(at + 4, true)
    const isWide = id === 'data' && wide !== undefined && claimed === unset
    const open = id === 'data' && !isWide && isUnset(claimed, view.getUint32(4, true), bytes.length)
    const size = isWide ? wide : open ? bytes.length - start : claimed
    if (start + size > bytes.length && !chunks.some((chunk) => chunk.id === 'data')) {
      return truncatedFault(
        source,
        'WAV',
      )(`its ${id.trim()} chunk says ${size} bytes and ${bytes.length - start} are there`)
    }
    chunks.push({ id, start, size: Math.min(size, bytes.length - start), open })
    at = start + size + (size % 2)
  }
  return E.right(chunks)
}
