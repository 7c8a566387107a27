import type { ReadonlyF32 } from '@sigmastream/core'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Flac, StreamMetadata } from 'libflacjs'
import type { SoundEncoder } from '../encoder.js'
import type { AudioError } from '../errors.js'
import { asciiBytes } from '../fields.js'
import { toPcm } from '../pcm.js'
import type { SoundShape } from '../sample-reader.js'
import { concatBytes } from '../source.js'
import { checkFinite, checkShape } from '../writable.js'
import { flacLibrary } from './library.js'
import { streamInfoBlock } from './metadata.js'

/** What FLAC holds at most: channels, and Hz. */
export const flacLimits = { maxChannels: 8, maxRate: 655350 }

const encodingFailed = (reason: string): AudioError => ({ _tag: 'EncodingFailed', format: 'FLAC', reason })

const interleave = (channels: readonly ReadonlyF32[], bits: 16 | 24): Int32Array<ArrayBuffer> => {
  const frames = channels[0]?.length ?? 0
  const out = new Int32Array(frames * channels.length)
  for (const [c, channel] of channels.entries()) {
    // a block has as many frames in every channel
    for (let i = 0; i < frames; i++) out[i * channels.length + c] = toPcm(channel[i]!, bits)
  }
  return out
}

const nothingKnown = { min_blocksize: 0, max_blocksize: 0, min_framesize: 0, max_framesize: 0, md5sum: '0'.repeat(32) }

const start = (
  flac: Flac,
  { sampleRate, channels, frames }: SoundShape,
  bits: 16 | 24,
  metadata: Uint8Array,
): E.Either<AudioError, SoundEncoder> => {
  const [parts, infos]: [Uint8Array[], StreamMetadata[]] = [[], []]
  const encoder = flac.create_libflac_encoder(sampleRate, channels, bits, 5, frames, true)
  const status = flac.init_encoder_stream(
    encoder,
    (data, _, samples) => {
      // libFLAC's own header has no checksum and no comment in a stream it cannot rewind: `head` replaces it
      if (samples > 0) parts.push(data) // a copy already: libflacjs makes one for each call
    },
    (info) => {
      if (info !== undefined) infos.push(info)
    },
  )
  let [open, done] = [true, 0]
  const close = (): void => {
    if (open) flac.FLAC__stream_encoder_delete(encoder)
    open = false
  }
  if (status !== 0) {
    close()
    return E.left(encodingFailed(`initialisation status ${status}`))
  }
  const headOf = (info: typeof nothingKnown): Uint8Array =>
    concatBytes([
      asciiBytes('fLaC'),
      streamInfoBlock({
        minBlock: info.min_blocksize,
        maxBlock: info.max_blocksize,
        minFrame: info.min_framesize,
        maxFrame: info.max_framesize,
        sampleRate,
        channels,
        bits,
        totalSamples: frames,
        md5: info.md5sum,
      }),
      metadata,
    ])
  const failed = (): E.Either<AudioError, never> =>
    E.left(encodingFailed(`state ${flac.FLAC__stream_encoder_get_state(encoder)}`))
  return E.right({
    head: headOf(nothingKnown),
    block: (next) =>
      pipe(
        checkFinite(next, done),
        E.flatMap((checked) => {
          const samples = interleave(checked, bits)
          done += samples.length / channels
          return flac.FLAC__stream_encoder_process_interleaved(encoder, samples, samples.length / channels)
            ? E.right(concatBytes(parts.splice(0)))
            : failed()
        }),
      ),
    end: () => {
      if (!flac.FLAC__stream_encoder_finish(encoder)) return failed()
      const info = infos.at(-1)
      return info === undefined
        ? E.left(encodingFailed('it gave no checksum'))
        : E.right({ head: headOf(info), tail: concatBytes(parts.splice(0)) })
    },
    close,
  })
}

/**
 * Makes a FLAC file of 16 or 24 bits (rule of `toPcm`) at compression level 5, with its length and its MD5 sum in the
 * header and the blocks of `metadata` behind; libFLAC decodes while it encodes and compares. `BadAudio` above 8
 * channels, above 655350 Hz, or where a sample is not finite; `EncodingFailed` where libFLAC refuses.
 */
export const flacEncoder = (
  shape: SoundShape,
  bits: 16 | 24,
  metadata: Uint8Array,
): TE.TaskEither<AudioError, SoundEncoder> =>
  pipe(
    TE.fromEither(checkShape(shape, 'FLAC', flacLimits)),
    TE.flatMap((checked) =>
      pipe(
        TE.tryCatch(flacLibrary, (cause) => encodingFailed(String(cause))),
        TE.flatMapEither((flac) => start(flac, checked, bits, metadata)),
      ),
    ),
  )
