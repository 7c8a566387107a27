import type { Flac, StreamMetadata } from 'libflacjs'
import type { RandomAccess } from '../random-access.js'
import { viewOf } from '../source.js'

/** The next samples of a FLAC stream, `[channels][frames]`, or how it ended. */
export type FlacStep =
  | { readonly _tag: 'Block'; readonly channels: readonly Float32Array[] }
  /** It ended, where its bytes do or before. */
  | { readonly _tag: 'End'; readonly early: boolean }
  /** libFLAC found it damaged: `fault` is its word for it. */
  | { readonly _tag: 'Fault'; readonly fault: string }
  /** Rate, channels or bits are no longer those of its head. */
  | { readonly _tag: 'Changed' }

/** A decoder that goes through a FLAC stream once; it holds no more than one block. */
export interface FlacDecoder {
  /** The head of the stream; undefined where it ends inside its metadata. */
  readonly head: StreamMetadata | undefined
  readonly next: () => FlacStep
  /**
   * Frees the decoder, and says whether what it gave matches the MD5 sum of the head, if that was computed. The stream
   * is then at its end.
   */
  readonly close: () => boolean
}

/** The widths that libflacjs hands out right: up to 16 bits in two bytes, and 24 in four. */
export const isReadWidth = (bits: number): boolean => (bits >= 8 && bits <= 16) || bits === 24

const samplesOf = (data: Uint8Array, frames: number, bits: number): Float32Array => {
  const [view, scale, out] = [viewOf(data), 2 ** (bits - 1), new Float32Array(frames)]
  if (bits === 24) for (let i = 0; i < frames; i++) out[i] = view.getInt32(4 * i, true) / scale
  else for (let i = 0; i < frames; i++) out[i] = view.getInt16(2 * i, true) / scale
  return out
}

const endOfStream = 4 // FLAC__STREAM_DECODER_END_OF_STREAM and, above it, all that ends it early

/**
 * Begins to decode FLAC, native or in Ogg; without `summed` its MD5 sum is not computed, which takes a third of the
 * time.
 */
export const flacDecoder = (flac: Flac, bytes: RandomAccess, inOgg: boolean, summed: boolean): FlacDecoder => {
  const steps: FlacStep[] = []
  const heads: StreamMetadata[] = []
  let at = 0
  let matches: boolean | undefined
  const id = flac.create_libflac_decoder(summed)
  const begin = (inOgg ? flac.init_decoder_ogg_stream : flac.init_decoder_stream).bind(flac)
  begin(
    id,
    (wanted) => {
      const buffer = bytes.read(at, wanted).slice()
      at += buffer.length
      return { buffer, readDataLength: buffer.length, error: false }
    },
    (channels, block) => {
      const [head] = heads
      if (
        head === undefined ||
        block.channels !== head.channels ||
        block.bitsPerSample !== head.bitsPerSample ||
        block.sampleRate !== head.sampleRate
      ) {
        steps.push({ _tag: 'Changed' })
        return false
      }
      if (isReadWidth(block.bitsPerSample))
        steps.push({
          _tag: 'Block',
          channels: channels.map((data) => samplesOf(data, block.blocksize, block.bitsPerSample)),
        })
    },
    (_, fault) => {
      steps.push({ _tag: 'Fault', fault: String(fault) })
    },
    (head) => {
      if (head !== undefined) heads.push(head)
    },
  )
  flac.FLAC__stream_decoder_process_until_end_of_metadata(id)
  return {
    head: heads[0],
    next: () => {
      if (matches !== undefined) return { _tag: 'End', early: true }
      while (steps.length === 0) {
        const went = Boolean(flac.FLAC__stream_decoder_process_single(id))
        const state = flac.FLAC__stream_decoder_get_state(id)
        if (steps.length === 0 && (!went || state >= endOfStream)) return { _tag: 'End', early: state !== endOfStream }
      }
      return steps.shift()! // the loop went on until there was one
    },
    close: () => {
      if (matches === undefined) {
        matches = Boolean(flac.FLAC__stream_decoder_finish(id))
        flac.FLAC__stream_decoder_delete(id)
      }
      return matches
    },
  }
}
