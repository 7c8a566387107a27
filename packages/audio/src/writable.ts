import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Audio, firstNonFinite, makeAudio } from './audio.js'
import { type AudioError, badAudio } from './errors.js'

/**
 * The audio, if a file of `format` can hold it: at most `maxChannels` channels, a whole number of Hz up to `maxRate`,
 * and every sample finite. Otherwise `BadAudio`.
 */
export const checkWritable = (
  audio: Audio,
  format: string,
  { maxChannels, maxRate }: { readonly maxChannels: number; readonly maxRate: number },
): E.Either<AudioError, Audio> =>
  pipe(
    makeAudio(audio.sampleRate, audio.channels),
    E.flatMap(({ sampleRate, channels }) => {
      const bad = firstNonFinite(channels)
      if (bad !== undefined) {
        return badAudio(`${bad.value} at sample ${bad.index} of channel ${bad.channel}`, 'finite samples to be written')
      }
      if (channels.length > maxChannels)
        return badAudio(`${channels.length} channels`, `at most ${maxChannels} in ${format}`)
      return Number.isInteger(sampleRate) && sampleRate <= maxRate
        ? E.right(audio)
        : badAudio(`a sample rate of ${sampleRate} Hz`, `a whole number up to ${maxRate} in ${format}`)
    }),
  )
