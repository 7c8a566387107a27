import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Audio, sampleCount } from './audio.js'
import { type AudioError, badOption } from './errors.js'
import { spectrogram } from './spectrogram.js'

/**
 * Windows in samples, each moved on by a quarter: fine in time and fine in frequency. Yamamoto et al. 2020, section
 * 2.2.
 */
const WINDOWS = [512, 1024, 2048] as const

const likeOf = (audio: Audio): string =>
  `${sampleCount(audio)} samples at ${audio.sampleRate} Hz in ${audio.channels.length} channels`

const distanceAtWindow =
  (a: Audio, b: Audio) =>
  (window: number): E.Either<AudioError, number> =>
    pipe(
      E.Do,
      E.bind('first', () => spectrogram(a, { window, hop: window / 4 })),
      E.bind('second', () => spectrogram(b, { window, hop: window / 4 })),
      E.map(({ first: { frames, bins, decibels }, second }) => {
        let sum = 0
        for (let frame = 0; frame < frames; frame++) {
          let squares = 0
          // both have frames * bins values
          for (let i = frame * bins; i < (frame + 1) * bins; i++) squares += (decibels[i]! - second.decibels[i]!) ** 2
          sum += Math.sqrt(squares / bins)
        }
        return frames === 0 ? 0 : sum / frames
      }),
    )

/**
 * The log-spectral distance of two sounds of one length, rate and number of channels, in dB: of each frame the root
 * mean square over frequencies of the difference of their spectra in dB, the mean over frames, and the mean over
 * windows of 512, 1024 and 2048 samples. 0 where they are equal; what is below `floorDecibels` counts as that.
 * `BadOption` where they are not alike, `TooLong` as `spectrogram`. Source: Gray and Markel 1976, "Distance measures
 * for speech processing", the rms log spectral measure.
 */
export const spectralDistance = (a: Audio, b: Audio): E.Either<AudioError, number> =>
  likeOf(a) === likeOf(b)
    ? pipe(
        WINDOWS,
        E.traverseArray(distanceAtWindow(a, b)),
        E.map((distances) => distances.reduce((sum, distance) => sum + distance, 0) / WINDOWS.length),
      )
    : badOption('the second sound', likeOf(b), `one like the first, ${likeOf(a)}`)
