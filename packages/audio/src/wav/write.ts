import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Audio, makeAudio, sampleCount } from '../audio.js'
import type { AudioError } from '../errors.js'
import type { SampleEncoding } from '../pcm.js'
import { concatBytes } from '../source.js'
import { besideOf } from './beside.js'
import { wavEncoder } from './encoder.js'

/**
 * A WAV file in memory, as `wavEncoder` makes it. A comment stands in LIST-INFO ICMT behind the samples. `BadAudio`
 * where a sample is not finite, the rate is no whole number below 2^32 or there are too many channels.
 */
export const encodeWav = (
  audio: Audio,
  encoding: SampleEncoding = 'pcm16',
  comment?: string,
): E.Either<AudioError, Uint8Array<ArrayBuffer>> =>
  pipe(
    makeAudio(audio.sampleRate, audio.channels),
    E.flatMap(({ sampleRate, channels }) => {
      const shape = { sampleRate, channels: channels.length, frames: sampleCount(audio) }
      const tags = comment === undefined ? [] : [['COMMENT', comment] as const]
      return wavEncoder(shape, encoding, besideOf({ tags, pictures: [], speakers: null }))
    }),
    E.flatMap((encoder) =>
      pipe(
        encoder.block(audio.channels),
        E.flatMap((samples) =>
          pipe(
            encoder.end(),
            E.map(({ head, tail }) => concatBytes([head, samples, tail])),
          ),
        ),
      ),
    ),
  )
