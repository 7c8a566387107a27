import type { ReadonlyF32 } from '@sigmastream/core'
import { taskEither as TE } from 'fp-ts'
import { type Audio, sampleCount } from './audio.js'

/** How much sound there is: samples a second of each channel, channels, and samples in each. */
export interface SoundShape {
  readonly sampleRate: number
  readonly channels: number
  readonly frames: number
}

/** Sound that gives its samples a stretch at a time. */
export interface SampleReader<Failure> extends SoundShape {
  /** The samples from `from` to `to`, that one not included: `[channels][to - from]`, `0 <= from < to <= frames`. */
  readonly read: (from: number, to: number) => TE.TaskEither<Failure, readonly ReadonlyF32[]>
}

/** Sound in memory as one that gives its samples a stretch at a time. */
export const readerOf = (audio: Audio): SampleReader<never> => ({
  sampleRate: audio.sampleRate,
  channels: audio.channels.length,
  frames: sampleCount(audio),
  read: (from, to) => TE.right(audio.channels.map((channel) => channel.subarray(from, to))),
})
