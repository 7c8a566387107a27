import type { ReadonlyF32 } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { firstNonFinite } from './audio.js'
import { type AudioError, badAudio } from './errors.js'
import type { SoundShape } from './sample-reader.js'

/** What a format holds at most. */
export interface Limits {
  readonly maxChannels: number
  /** In Hz, which must be whole. */
  readonly maxRate: number
}

/** The shape, if a file of `format` can hold it and there is a sample. Otherwise `BadAudio`. */
export const checkShape = (
  shape: SoundShape,
  format: string,
  { maxChannels, maxRate }: Limits,
): E.Either<AudioError, SoundShape> => {
  const { sampleRate, channels, frames } = shape
  if (channels === 0) return badAudio('no channel', 'at least one')
  if (frames === 0) return badAudio('no sample', 'at least one in each channel')
  if (channels > maxChannels) return badAudio(`${channels} channels`, `at most ${maxChannels} in ${format}`)
  return Number.isInteger(sampleRate) && sampleRate > 0 && sampleRate <= maxRate
    ? E.right(shape)
    : badAudio(`a sample rate of ${sampleRate} Hz`, `a whole number up to ${maxRate} in ${format}`)
}

/** The samples, the first of them being number `from`, if each is finite. Otherwise `BadAudio`. */
export const checkFinite = (
  channels: readonly ReadonlyF32[],
  from: number,
): E.Either<AudioError, readonly ReadonlyF32[]> => {
  const bad = firstNonFinite(channels)
  return bad === undefined
    ? E.right(channels)
    : badAudio(`${bad.value} at sample ${from + bad.index} of channel ${bad.channel}`, 'finite samples to be written')
}
