import type { Audio } from '@sigmastream/audio'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Clip, soundClip } from './clip.js'
import { badRecipe, type RenderError } from './errors.js'
import { readClip } from './read-clip.js'
import { field, showValue, words } from './words.js'

/** A recording: the path of its file, sound in memory, or a clip. */
export type Recording = string | Audio | Clip

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

const isClip = (value: object): value is Clip =>
  '_tag' in value && ((value._tag === 'Sound' && 'audio' in value) || (value._tag === 'Latents' && 'latent' in value))

const isAudio = (value: object): value is Audio =>
  'sampleRate' in value && typeof value.sampleRate === 'number' && 'channels' in value && Array.isArray(value.channels)

/** The clip of what should be a recording, which was given as this field. */
export const clipOf = (recording: unknown, of: 'clip' | 'exemplars'): TE.TaskEither<RenderError, Clip> => {
  if (typeof recording === 'string' && recording.trim() !== '')
    return pipe(
      readClip(recording),
      TE.mapLeft((error) => (error._tag === 'BadRecipe' && error.field === 'clip' ? { ...error, field: of } : error)),
    )
  if (isObject(recording) && isClip(recording)) return TE.right(recording)
  if (isObject(recording) && isAudio(recording)) return TE.right(soundClip(recording))
  return TE.left(
    badRecipe(of, words`${field(of)} is ${showValue(recording)}`, [
      'give the name of a file, sound as { sampleRate, channels }, or a clip',
    ]),
  )
}

/** The clips that are to be learnt from; a single one is in a list too. */
export const clipsOf = (recordings: unknown): TE.TaskEither<RenderError, readonly Clip[]> =>
  Array.isArray(recordings)
    ? TE.traverseSeqArray((recording: unknown) => clipOf(recording, 'exemplars'))(recordings)
    : TE.left(
        badRecipe('exemplars', words`${field('exemplars')} is ${showValue(recordings)}`, ['give a list of recordings']),
      )
