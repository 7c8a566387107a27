import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type {
  decoder_error_callback_fn,
  decoder_read_callback_fn,
  decoder_write_callback_fn,
  Flac,
  metadata_callback_fn,
  StreamMetadata,
} from 'libflacjs'
import { makeAudio, maxSamples } from '../audio.js'
import type { DecodedSound } from '../decoded-sound.js'
import type { AudioError } from '../errors.js'
import {
  corruptFault,
  decoderFault,
  decoderMissing,
  noSamplesFault,
  type SoundSource,
  tooLongFault,
  truncatedFault,
  unsupportedFault,
  viewOf,
} from '../source.js'
import { flacLibrary } from './library.js'

/** What libFLAC hands out of one file: `[blocks][channels]` little-endian integers, and how it ended. */
interface DecodedFile {
  readonly info: StreamMetadata | undefined
  readonly blocks: readonly (readonly Uint8Array[])[]
  readonly frames: number
  readonly faults: readonly string[]
  readonly stopped: 'end' | 'early' | 'changed' | 'long'
  readonly md5Matches: boolean
}

const decode = (flac: Flac, bytes: Uint8Array, inOgg: boolean): DecodedFile => {
  const [blocks, faults, infos]: [Uint8Array[][], string[], StreamMetadata[]] = [[], [], []]
  let [at, frames, halt]: [number, number, 'changed' | 'long' | undefined] = [0, 0, undefined]
  const decoder = flac.create_libflac_decoder(true)
  const read: decoder_read_callback_fn = (wanted) => {
    const buffer = bytes.slice(at, at + wanted)
    at += buffer.length
    return { buffer, readDataLength: buffer.length, error: false }
  }
  const write: decoder_write_callback_fn = (channels, block) => {
    const info = infos[0]
    const same =
      info !== undefined &&
      block.channels === info.channels &&
      block.bitsPerSample === info.bitsPerSample &&
      block.sampleRate === info.sampleRate
    if (!same) halt = 'changed'
    else if ((frames + block.blocksize) * block.channels > maxSamples) halt = 'long'
    if (halt !== undefined) return false
    frames += block.blocksize
    blocks.push([...channels])
  }
  const failed: decoder_error_callback_fn = (_, fault) => {
    faults.push(String(fault))
  }
  const metadata: metadata_callback_fn = (info) => {
    if (info !== undefined) infos.push(info)
  }
  // called as methods: libflacjs needs its `this`
  if (inOgg) flac.init_decoder_ogg_stream(decoder, read, write, failed, metadata)
  else flac.init_decoder_stream(decoder, read, write, failed, metadata)
  flac.FLAC__stream_decoder_process_until_end_of_stream(decoder)
  const ended = flac.FLAC__stream_decoder_get_state(decoder) === 4 // FLAC__STREAM_DECODER_END_OF_STREAM
  const md5Matches = Boolean(flac.FLAC__stream_decoder_finish(decoder))
  flac.FLAC__stream_decoder_delete(decoder)
  return { info: infos[0], blocks, frames, faults, stopped: halt ?? (ended ? 'end' : 'early'), md5Matches }
}

/** Bytes that libflacjs uses for one sample: it narrows 8 and 16 bits to two, and leaves 24 in four. */
const width: Readonly<Record<number, 2 | 4>> = { 8: 2, 16: 2, 24: 4 }

const channelOf = ({ blocks, frames }: DecodedFile, channel: number, bits: number): Float32Array => {
  const [out, bytes, scale] = [new Float32Array(frames), width[bits] ?? 4, 2 ** (bits - 1)]
  let at = 0
  for (const block of blocks) {
    const part = block[channel]! // the write callback kept only blocks with as many channels as STREAMINFO says
    const view = viewOf(part)
    const sample = (i: number): number => (bytes === 2 ? view.getInt16(i, true) : view.getInt32(i, true))
    for (let i = 0; i < part.length; i += bytes) out[at++] = sample(i) / scale
  }
  return out
}

const verdict = (source: SoundSource, format: string, decoded: DecodedFile): E.Either<AudioError, DecodedSound> => {
  const { info, faults, frames, stopped } = decoded
  if (info === undefined) return truncatedFault(source, format)('it ends inside its metadata')
  const { channels, bitsPerSample, sampleRate, total_samples: total } = info
  if (!(bitsPerSample in width))
    return unsupportedFault(source, format)(`it has ${bitsPerSample} bits; 8, 16 and 24 are read`)
  if (stopped === 'long') return tooLongFault(source, `more than ${maxSamples} samples`)
  if (stopped === 'changed') return corruptFault(source, format)('rate, channels or bits change on the way')
  if (faults.length > 0) return corruptFault(source, format)(`libFLAC says ${faults[0]}`)
  if (frames === 0 && total === 0) return noSamplesFault(source, format)('it has a header and no frame')
  if (frames < total) return truncatedFault(source, format)(`it says ${total} samples and ${frames} are there`)
  if (stopped === 'early' || !decoded.md5Matches)
    return corruptFault(source, format)('its samples do not match its MD5 sum')
  return pipe(
    makeAudio(
      sampleRate,
      Array.from({ length: channels }, (_, channel) => channelOf(decoded, channel, bitsPerSample)),
    ),
    E.map((audio) => ({
      audio,
      info: {
        format,
        encoding: bitsPerSample <= 16 ? 'pcm16' : 'pcm24',
        speakers: null,
        tags: [],
        pictures: [],
        remarks: [],
      },
    })),
  )
}

/**
 * A FLAC file, native or in Ogg, of 8, 16 or 24 bits and 1 to 8 channels, checked against its frame checksums, its
 * length and its MD5 sum. Memory grows with what is decoded, never with what the header says. Errors: `NoSamples`,
 * `Unsupported` (other widths), `Truncated`, `Corrupt`, `TooLong`.
 */
export const readFlac = (
  source: SoundSource,
  format: 'FLAC' | 'Ogg FLAC' = 'FLAC',
): TE.TaskEither<AudioError, DecodedSound> =>
  pipe(
    TE.tryCatch(flacLibrary, decoderMissing(source, format)),
    TE.flatMap((flac) =>
      TE.tryCatch(async () => decode(flac, source.bytes, format === 'Ogg FLAC'), decoderFault(source, format)),
    ),
    TE.flatMapEither((decoded) => verdict(source, format, decoded)),
  )
