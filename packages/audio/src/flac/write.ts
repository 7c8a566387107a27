import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Flac, StreamMetadata } from 'libflacjs'
import { type Audio, sampleCount } from '../audio.js'
import { type AudioError, badOption } from '../errors.js'
import { toPcm } from '../pcm.js'
import { concatBytes } from '../source.js'
import { checkWritable } from '../writable.js'
import { flacLibrary } from './library.js'
import { flacHeader, maxFlacComment } from './metadata.js'

const encodingFailed = (reason: string): AudioError => ({ _tag: 'EncodingFailed', format: 'FLAC', reason })

/** Frames handed to libFLAC at once: small beside its heap. */
const portion = 16384

const interleave = ({ channels }: Audio, from: number, to: number, bits: 16 | 24): Int32Array<ArrayBuffer> => {
  const out = new Int32Array((to - from) * channels.length)
  for (const [c, channel] of channels.entries()) {
    // to is at most the number of frames, which every channel has
    for (let i = from; i < to; i++) out[(i - from) * channels.length + c] = toPcm(channel[i]!, bits)
  }
  return out
}

const encode = (
  flac: Flac,
  audio: Audio,
  bits: 16 | 24,
  comment: string | undefined,
): E.Either<AudioError, Uint8Array<ArrayBuffer>> => {
  const [frames, parts, infos]: [number, Uint8Array[], StreamMetadata[]] = [sampleCount(audio), [], []]
  const encoder = flac.create_libflac_encoder(audio.sampleRate, audio.channels.length, bits, 5, frames, true)
  const started = flac.init_encoder_stream(
    encoder,
    (data, _, samples) => {
      // libFLAC's own header has no checksum and no comment in a stream it cannot rewind: flacHeader replaces it
      if (samples > 0) parts.push(data) // a copy already: libflacjs makes one for each call
    },
    (info) => {
      if (info !== undefined) infos.push(info)
    },
  )
  let good = started === 0
  for (let from = 0; good && from < frames; from += portion) {
    const samples = interleave(audio, from, Math.min(frames, from + portion), bits)
    good = Boolean(
      flac.FLAC__stream_encoder_process_interleaved(encoder, samples, samples.length / audio.channels.length),
    )
  }
  const state = flac.FLAC__stream_encoder_get_state(encoder)
  const finished = good && Boolean(flac.FLAC__stream_encoder_finish(encoder))
  flac.FLAC__stream_encoder_delete(encoder)
  const info = infos.at(-1)
  return finished && info !== undefined
    ? E.right(
        concatBytes([
          flacHeader(
            {
              minBlock: info.min_blocksize,
              maxBlock: info.max_blocksize,
              minFrame: info.min_framesize,
              maxFrame: info.max_framesize,
              sampleRate: audio.sampleRate,
              channels: audio.channels.length,
              bits,
              totalSamples: frames,
              md5: info.md5sum,
            },
            comment,
          ),
          ...parts,
        ]),
      )
    : E.left(encodingFailed(started === 0 ? `state ${state}` : `initialisation status ${started}`))
}

/**
 * A FLAC file of 16 or 24 bits (rule of `toPcm`) at compression level 5, with its length, its MD5 sum and an optional
 * comment in the header; libFLAC decodes while it encodes and compares. `BadAudio` above 8 channels, above 655350 Hz,
 * or where a sample is not finite; `BadOption` for a comment over 16 MiB; `EncodingFailed` where libFLAC refuses.
 */
export const encodeFlac = (
  audio: Audio,
  bits: 16 | 24 = 16,
  comment?: string,
): TE.TaskEither<AudioError, Uint8Array<ArrayBuffer>> =>
  pipe(
    TE.fromEither(checkWritable(audio, 'FLAC', { maxChannels: 8, maxRate: 655350 })),
    TE.flatMapEither((checked) =>
      new TextEncoder().encode(comment ?? '').length > maxFlacComment
        ? badOption('the comment', 'longer than 16 MiB', `at most ${maxFlacComment} bytes in FLAC`)
        : E.right(checked),
    ),
    TE.flatMap((checked) =>
      pipe(
        TE.tryCatch(flacLibrary, (cause) => encodingFailed(String(cause))),
        TE.flatMapEither((flac) => encode(flac, checked, bits, comment)),
      ),
    ),
  )
