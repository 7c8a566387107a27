import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Audio, sampleCount } from './audio.js'
import type { AudioError } from './errors.js'
import { resample } from './resample/resample.js'

/** The mean of all channels. */
const mono = (audio: Audio): Float32Array =>
  Float32Array.from(
    { length: sampleCount(audio) },
    (_, n) => audio.channels.reduce((sum, channel) => sum + (channel[n] ?? 0), 0) / audio.channels.length,
  )

/** Sound of so many channels: one channel is copied to all, several become their mean. */
const withChannels = (audio: Audio, count: number): Audio => {
  if (audio.channels.length === count) return audio
  const mixed = mono(audio)
  return { ...audio, channels: Array.from({ length: count }, () => mixed) }
}

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

/**
 * Sound at the rate of another and with as many channels: one channel is copied to all, several become their mean.
 * Refused as `resample`.
 */
export const alike = (like: Audio, audio: Audio): E.Either<AudioError, Audio> =>
  pipe(
    resample(audio, like.sampleRate),
    E.map((same) => withChannels(same, like.channels.length)),
  )
