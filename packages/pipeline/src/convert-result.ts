import { describeAudioError, type SampleEncoding, writeSound } from '@sigmastream/audio'
import { messageOf } from '@sigmastream/core'
import { fileWrittenBy, parseJson, replaceFiles } from '@sigmastream/tensor-files'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { badRecipe, type RenderError, renderFailed } from './errors.js'
import { outputFormat } from './output.js'
import { recipeText, withRecipe } from './recipe-tags.js'
import { closeMaterial, openMaterial, type SoundFileClip } from './sound-file-clip.js'
import { levelSplice } from './splice.js'
import { readerOf } from './take-file.js'

/** The record of a result as it is where that is stored otherwise. */
const recordIn = ({ info }: SoundFileClip, encoding: SampleEncoding): string | null => {
  const text = recipeText(info.tags)
  const json = text === undefined ? E.left(null) : parseJson(text)
  return E.isRight(json) && typeof json.right === 'object' && json.right !== null
    ? JSON.stringify({ ...json.right, encoding })
    : null
}

const writeAs = (clip: SoundFileClip, to: string): TE.TaskEither<RenderError, void> => {
  const { samples, info } = clip
  return pipe(
    TE.fromEither(outputFormat(to, undefined, true, { sound: samples, info })),
    TE.flatMap((format) =>
      format._tag === 'Tensor'
        ? TE.left<RenderError, SampleEncoding>(badRecipe('output', [`${to} is no sound`], ['give .wav or .flac']))
        : TE.right<RenderError, SampleEncoding>(format.encoding),
    ),
    TE.bindTo('encoding'),
    TE.bind('level', ({ encoding }) => levelSplice({ recording: samples, patches: [] }, encoding)),
    TE.flatMap(({ encoding, level }) => {
      const record = recordIn(clip, encoding)
      const tags = record === null ? info.tags : withRecipe(info.tags, record)
      const write = writeSound(to, readerOf(level.splice), { ...info, tags, encoding })
      const file = fileWrittenBy<RenderError>(to, async (handle) =>
        pipe(
          await write(handle),
          E.mapLeft((error) =>
            error._tag === 'BadRecipe' || error._tag === 'RenderFailed' || error._tag === 'RenderStopped'
              ? error
              : renderFailed(describeAudioError(error)),
          ),
        ),
      )
      return replaceFiles<RenderError>([file], (cause) =>
        renderFailed(`${to} cannot be written (${messageOf(cause)})`, cause),
      )
    }),
  )
}

/**
 * Writes a result that is stored as WAV or FLAC in the other of these, by the name of the file, whole or not at all: its
 * samples as they are where the encoding holds them, its recipe inside. Refused: what that format does not hold.
 */
export const convertResult = (from: string, to: string): TE.TaskEither<RenderError, void> =>
  pipe(
    openMaterial(from),
    TE.flatMap((material) =>
      material._tag === 'SoundFile'
        ? pipe(writeAs(material, to), (write) => () => write().finally(closeMaterial(material)))
        : TE.left(badRecipe('clip', [`${from} is no file of sound`], ['give .wav or .flac'])),
    ),
  )
