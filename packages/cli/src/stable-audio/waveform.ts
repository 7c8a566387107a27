import { type Audio, describeAudioError, resample, sampleCount } from '@sigmastream/audio'
import type { Waveform } from '@sigmastream/model-sao'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, failure } from '../errors.js'
import { withChannels } from '../sound/alike.js'

/** The first sound of a waveform, at most `samples` samples of it, without a copy. */
export const audioOf = (
  { shape: [, channels, length], data }: Waveform,
  sampleRate: number,
  samples: number,
): Audio => ({
  sampleRate,
  channels: Array.from({ length: channels }, (_, c) =>
    data.subarray(c * length, c * length + Math.min(samples, length)),
  ),
})

/** Sound of exactly `length` samples: cut, or filled up with silence. */
export const ofLength = (audio: Audio, length: number): Audio =>
  sampleCount(audio) === length
    ? audio
    : {
        ...audio,
        channels: audio.channels.map((channel) => {
          const out = new Float32Array(length)
          out.set(channel.subarray(0, length))
          return out
        }),
      }

/** Sound at the rate, of the channels and of the length of another. */
export const inFormatOf = (like: Audio, audio: Audio): E.Either<CliError, Audio> =>
  pipe(
    resample(audio, like.sampleRate),
    E.bimap(
      (error) => failure(`after the last step: ${describeAudioError(error)}`),
      (same) => ofLength(withChannels(same, like.channels.length), sampleCount(like)),
    ),
  )
