import { type either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Audio, makeAudio, maxSamples } from '../audio.js'
import type { AudioError } from '../errors.js'
import {
  corruptFault,
  decoderMissing,
  noSamplesFault,
  type SoundSource,
  tooLongFault,
  truncatedFault,
} from '../source.js'
import { type FrameDecoder, frameDecoder } from './decoder.js'
import { type Mp3Frame, mp3Frames } from './frames.js'
import { xingHeader } from './xing.js'

/**
 * Samples by which a layer III decoder lags behind its encoder (LAME technical FAQ: 528, and one of the synthesis
 * window).
 */
const decoderDelay = 529

const samplesOf = (
  source: SoundSource,
  frames: readonly [Mp3Frame, ...Mp3Frame[]],
  decode: FrameDecoder,
): E.Either<AudioError, Audio> => {
  const [first] = frames
  const xing = xingHeader(source.bytes, first)
  const sounding = xing === undefined ? frames : frames.slice(1)
  const total = sounding.length * first.samples
  if (xing?.frames !== undefined && sounding.length < xing.frames) {
    return truncatedFault(source, 'MP3')(`it says ${xing.frames} frames and ${sounding.length} are there`)
  }
  const from = xing?.delay === undefined ? 0 : xing.delay + decoderDelay
  const to = xing?.delay === undefined ? total : total - Math.max(0, xing.padding - decoderDelay)
  if (to <= from) return noSamplesFault(source, 'MP3')('it has no frame of sound')
  if (total * first.channels > maxSamples)
    return tooLongFault(source, `${total} samples in each of ${first.channels} channels`)
  const channels = Array.from({ length: first.channels }, () => new Float32Array(total))
  for (const [index, { start, bytes }] of sounding.entries()) {
    const pcm = decode(source.bytes.subarray(start, start + bytes))
    if (pcm.length !== first.samples * first.channels) {
      return corruptFault(source, 'MP3')(`the frame at byte ${start} does not decode`)
    }
    for (const [c, channel] of channels.entries()) {
      // pcm has samples * channels values, as just checked
      for (let i = 0; i < first.samples; i++) channel[index * first.samples + i] = pcm[i * first.channels + c]! / 32768
    }
  }
  return makeAudio(
    first.sampleRate,
    channels.map((channel) => channel.slice(from, to)),
  )
}

/**
 * An MP3 file (MPEG-1, 2 and 2.5, layer III), decoded to 16 bits; where a LAME header tells what the encoder added
 * before and after the sound, that is cut off. Errors: `NoSamples`, `Unsupported`, `Truncated`, `Corrupt`, `TooLong`.
 */
export const readMp3 = (source: SoundSource): TE.TaskEither<AudioError, Audio> =>
  pipe(
    TE.fromEither(mp3Frames(source)),
    TE.flatMap((frames) =>
      pipe(
        TE.tryCatch(frameDecoder, decoderMissing(source, 'MP3')),
        TE.flatMapEither((decode) => samplesOf(source, frames, decode)),
      ),
    ),
  )
