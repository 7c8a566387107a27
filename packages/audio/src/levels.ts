import type { ReadonlyF32 } from '@sigmastream/core'
import type { Audio } from './audio.js'
import { mapSamples } from './map-samples.js'

/** How loud audio is, over all channels; dBFS are decibels relative to full scale, -Infinity for digital silence. */
export interface Levels {
  /** The largest absolute sample; full scale is 1. */
  readonly peak: number
  readonly peakDbfs: number
  /** Root mean square, against a constant of full scale (a full-scale sine is at -3.01 dBFS). */
  readonly rmsDbfs: number
  /** Samples in runs of at least `clipRun` at or beyond the largest value of 16 bits. */
  readonly clippedSamples: number
  /** The mean of each channel, in full scales. */
  readonly dcOffset: readonly number[]
  /** No sample would survive rounding to 16 bits: the peak is below 2^-16, -96.3 dBFS. */
  readonly silent: boolean
}

/**
 * A shorter run at full scale can be a wave that just touches it (Audacity's Find Clipping starts at the same count).
 */
const clipRun = 3

const fullScale = 1 - 2 ** -15

// Below, each index is under the length of what it reads: an iterator would take five times as long.

const clippedIn = (samples: ReadonlyF32): number => {
  let run = 0
  let clipped = 0
  for (let i = 0; i < samples.length; i++) {
    run = Math.abs(samples[i]!) >= fullScale ? run + 1 : 0
    clipped += run < clipRun ? 0 : run === clipRun ? clipRun : 1
  }
  return clipped
}

const sumOf = (samples: ReadonlyF32): number => {
  let sum = 0
  for (let i = 0; i < samples.length; i++) sum += samples[i]!
  return sum
}

const squaresOf = (samples: ReadonlyF32): number => {
  let sum = 0
  for (let i = 0; i < samples.length; i++) sum += samples[i]! * samples[i]!
  return sum
}

const decibels = (amplitude: number): number => 20 * Math.log10(amplitude)

/** The largest absolute sample of all channels; full scale is 1. */
export const peakOf = ({ channels }: Pick<Audio, 'channels'>): number => {
  let peak = 0
  for (const channel of channels) for (let i = 0; i < channel.length; i++) peak = Math.max(peak, Math.abs(channel[i]!))
  return peak
}

/** What would be a sample after rounding to 16 bits. */
const audible = 2 ** -16

/** Whether no sample would survive rounding to 16 bits, as `levels` says; looked at only up to the first that would. */
export const isSilent = ({ channels }: Pick<Audio, 'channels'>): boolean =>
  channels.every((channel) => {
    for (let i = 0; i < channel.length; i++) if (!(Math.abs(channel[i]!) < audible)) return false
    return true
  })

/** Peak, RMS, clipping, DC offset and silence of audio; NaN where a sample is NaN. */
export const levels = (audio: Audio): Levels => {
  const peak = peakOf(audio)
  const count = audio.channels.reduce((sum, channel) => sum + channel.length, 0)
  const squares = audio.channels.reduce((sum, channel) => sum + squaresOf(channel), 0)
  return {
    peak,
    peakDbfs: decibels(peak),
    rmsDbfs: decibels(Math.sqrt(squares / Math.max(1, count))),
    clippedSamples: audio.channels.reduce((sum, channel) => sum + clippedIn(channel), 0),
    dcOffset: audio.channels.map((channel) => sumOf(channel) / Math.max(1, channel.length)),
    silent: peak < audible,
  }
}

/**
 * The audio itself with gain 1 where it stays within full scale, and otherwise a copy scaled down to a peak of exactly
 * 1; `gain` is the factor, at most 1. Every sample must be finite.
 */
export const toFullScale = (audio: Audio): { readonly audio: Audio; readonly gain: number } => {
  const peak = peakOf(audio)
  const channels = (): readonly ReadonlyF32[] => audio.channels.map((channel) => mapSamples(channel, (x) => x / peak))
  return peak <= 1
    ? { audio, gain: 1 }
    : { audio: { sampleRate: audio.sampleRate, channels: channels() }, gain: 1 / peak }
}
