import { type FrameRange, type ReadonlyF32, type Region, refuse } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import type { ExemplarError } from './errors.js'

/** Sound: `[channels][samples]`, all of equal length, at least one of each. What `@sigmastream/audio` reads is one. */
export interface Sound {
  /** In Hz. */
  readonly sampleRate: number
  readonly channels: readonly ReadonlyF32[]
}

/** A clip to learn from, and the regions of it that are not to be learnt. */
export interface ExemplarClip {
  readonly sound: Sound
  readonly leaveOut: readonly Region[]
}

/** Samples of each channel. */
export const lengthOf = ({ channels }: Sound): number => channels[0]?.length ?? 0

/** The sound, if it has this rate and so many channels. */
export const checkSound = (sound: Sound, sampleRate: number, channels: number): E.Either<ExemplarError, Sound> =>
  sound.sampleRate === sampleRate && sound.channels.length === channels
    ? E.right(sound)
    : refuse(
        'a clip',
        `${sound.channels.length} channels at ${sound.sampleRate} Hz`,
        `${channels} channels at ${sampleRate} Hz, as the first clip has (resample it, or mix its channels)`,
      )

/**
 * The samples of a clip that are learnt, at most `most`: around the regions left out, half of it to each side; from the
 * middle where nothing is left out. What is near in time is likest, and memory stays bounded however long a recording
 * is.
 */
export const learntSamples = ({ sound, leaveOut }: ExemplarClip, most: number): FrameRange => {
  const length = lengthOf(sound)
  const first = leaveOut.reduce(
    (least, { from }) => Math.min(least, from * sound.sampleRate),
    leaveOut.length === 0 ? length / 2 : length,
  )
  const last = leaveOut.reduce(
    (largest, { to }) => Math.max(largest, to * sound.sampleRate),
    leaveOut.length === 0 ? length / 2 : 0,
  )
  return length <= most
    ? { start: 0, end: length }
    : { start: Math.max(0, Math.floor(first - most / 2)), end: Math.min(length, Math.ceil(last + most / 2)) }
}

/** Frames that samples `start` to `end` have a part in, where frame 0 is centred on sample `origin`. */
export const framesTouched = (start: number, end: number, origin: number, hop: number): FrameRange => ({
  start: Math.max(0, Math.floor((start - origin) / hop)),
  end: Math.max(0, Math.ceil((end - origin) / hop) + 1),
})
