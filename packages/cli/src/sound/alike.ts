import { type Audio, describeAudioError, resample, sampleCount } from '@sigmastream/audio'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { SoundClip } from '../clip.js'
import { type CliError, usage } from '../errors.js'

/** The mean of all channels. */
const mono = (audio: Audio): Float32Array =>
  Float32Array.from(
    { length: sampleCount(audio) },
    (_, n) => audio.channels.reduce((sum, channel) => sum + (channel[n] ?? 0), 0) / audio.channels.length,
  )

/** Sound of so many channels: one channel is copied to all, several become their mean. */
export const withChannels = (audio: Audio, count: number): Audio => {
  if (audio.channels.length === count) return audio
  const mixed = mono(audio)
  return { ...audio, channels: Array.from({ length: count }, () => mixed) }
}

/** A clip at the rate of another and with as many channels: one channel is copied to all, several become their mean. */
export const alike = (like: Audio, { path, audio }: SoundClip): E.Either<CliError, Audio> =>
  pipe(
    resample(audio, like.sampleRate),
    E.mapLeft((error) => usage(`--from-audio: ${path}: ${describeAudioError(error)}`)),
    E.map((same) => withChannels(same, like.channels.length)),
  )
