import type { ReadonlyF32 } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { type AudioError, badAudio } from './errors.js'

/**
 * Sound in memory: `channels` is `[channels][frames]`, all of equal length; full scale is 1, and values may be beyond
 * it.
 */
export interface Audio {
  /** Samples a second of each channel, in Hz. */
  readonly sampleRate: number
  readonly channels: readonly ReadonlyF32[]
}

/** The most samples, all channels together, that come out of one call: 1 GiB, 50 minutes of stereo at 44.1 kHz. */
export const maxSamples = 2 ** 28

/** Samples in each channel. */
export const sampleCount = (audio: Audio): number => audio.channels[0]?.length ?? 0

/** Length in seconds. */
export const secondsOf = (audio: Audio): number => sampleCount(audio) / audio.sampleRate

/**
 * Audio from channels that the caller gives away: `[channels][frames]`, no copy is made. `BadAudio` where the rate is
 * not a positive finite number, there is no channel or no sample, or the channels differ in length.
 */
export const makeAudio = (sampleRate: number, channels: readonly ReadonlyF32[]): E.Either<AudioError, Audio> => {
  const frames = channels[0]?.length ?? 0
  if (!Number.isFinite(sampleRate) || sampleRate <= 0) {
    return badAudio(`a sample rate of ${sampleRate} Hz`, 'a positive number of Hz, such as 44100')
  }
  if (channels.length === 0) return badAudio('no channel', 'at least one')
  if (channels.some((channel) => channel.length !== frames)) {
    return badAudio(
      `channels of ${channels.map((channel) => channel.length).join(', ')} samples`,
      'channels of equal length',
    )
  }
  return frames === 0 ? badAudio('no sample', 'at least one in each channel') : E.right({ sampleRate, channels })
}

/** The first sample that is NaN or an infinity, with its channel and its index; undefined where all are finite. */
export const firstNonFinite = (
  channels: readonly ReadonlyF32[],
): { readonly channel: number; readonly index: number; readonly value: number } | undefined => {
  for (const [channel, samples] of channels.entries()) {
    // index stays below the length of the array it reads
    for (let index = 0; index < samples.length; index++) {
      const value = samples[index]!
      if (!Number.isFinite(value)) return { channel, index, value }
    }
  }
  return undefined
}
