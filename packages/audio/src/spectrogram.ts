import type { ReadonlyF32 } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { type Audio, maxSamples, sampleCount } from './audio.js'
import { type AudioError, badOption } from './errors.js'
import { powerSpectra, stftFrames } from './stft.js'

/** The magnitudes of a short-time Fourier transform: `decibels` is `[frames, bins]`, row-major. */
export interface Spectrogram {
  readonly frames: number
  /** `window / 2 + 1`: bin b is at `b * hertzPerBin`. */
  readonly bins: number
  readonly hertzPerBin: number
  /** Frame f is centred on `f * secondsPerFrame`. */
  readonly secondsPerFrame: number
  /** 0 dB is a sine of full scale in the middle of a bin; nothing is below `floorDecibels`. */
  readonly decibels: ReadonlyF32
}

/** What silence is in a spectrogram, in dB. */
export const floorDecibels = -120

/** The spectrogram of `spectrogram`, for a window and a hop that are known to be good. */
export const spectrogramOf = (audio: Audio, window: number, hop: number): Spectrogram => {
  const [frames, bins] = [stftFrames(sampleCount(audio), hop), window / 2 + 1]
  const mean = new Float64Array(frames * bins)
  for (const channel of audio.channels) {
    const power = powerSpectra(channel, window, hop)
    // both have frames * bins elements
    for (let i = 0; i < mean.length; i++) mean[i] = mean[i]! + power[i]! / audio.channels.length
  }
  return {
    frames,
    bins,
    hertzPerBin: audio.sampleRate / window,
    secondsPerFrame: hop / audio.sampleRate,
    decibels: Float32Array.from(mean, (power) => Math.max(floorDecibels, 10 * Math.log10(power))),
  }
}

/**
 * The spectrogram of audio by a Hann window of `window` samples every `hop` samples; the power of several channels is
 * averaged, so that opposite phases do not cancel. `BadOption` where the window is no power of two of at least 4, the
 * hop no whole number from 1 to the window's length; `TooLong` where it would have more than `maxSamples` values.
 */
export const spectrogram = (
  audio: Audio,
  { window, hop }: { readonly window: number; readonly hop: number },
): E.Either<AudioError, Spectrogram> => {
  if (!Number.isInteger(Math.log2(window)) || window < 4) {
    return badOption('the window', `${window} samples`, 'a power of two from 4')
  }
  if (!Number.isInteger(hop) || hop < 1 || hop > window) {
    return badOption('the hop', `${hop} samples`, `a whole number from 1 to ${window}`)
  }
  return stftFrames(sampleCount(audio), hop) * (window / 2 + 1) > maxSamples
    ? E.left({ _tag: 'TooLong', label: 'the audio', detail: `its spectrogram has more than ${maxSamples} values` })
    : E.right(spectrogramOf(audio, window, hop))
}
