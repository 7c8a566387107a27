import { stat } from 'node:fs/promises'
import { messageOf } from '@sigmastream/core'
import { levelledTake, outputFormat, type RenderError, renderFailed, storable, type Take } from '@sigmastream/pipeline'
import { fileOfBytes, type NewFile, replaceFiles } from '@sigmastream/tensor-files'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { filesOf } from '../files/render-files.js'
import { pictureOf } from '../picture.js'
import type { ResultFile } from '../wire/result-file.js'
import { nameOfResult } from './result-name.js'

/** A picture that cannot be drawn is none: the sound is what was asked for. */
const drawPicture = (take: Take, path: string): TE.TaskEither<RenderError, readonly NewFile[]> =>
  pipe(
    pictureOf(take),
    TE.map((bytes): readonly NewFile[] => [fileOfBytes(path, bytes)]),
    TE.orElse(() => TE.right<RenderError, readonly NewFile[]>([])),
  )

/**
 * Writes what a render made into its folder, its sound and, where it is wanted, its picture whole or not at all, and says
 * what it is.
 */
export const storeTake = (
  take: Take,
  { folder, picture: isDrawn }: { readonly folder: string; readonly picture: boolean },
): TE.TaskEither<RenderError, ResultFile> => {
  const files = filesOf(folder)
  const path = files.result('wav')
  const { recipe } = take.job
  return pipe(
    TE.fromEither(outputFormat(path, recipe.encoding ?? undefined, take.sound !== null, storable(take.job))),
    TE.flatMap((format) => levelledTake(take, path, format._tag === 'Sound' ? format.encoding : null)),
    TE.bindTo('stored'),
    TE.bind('picture', ({ stored }) => (isDrawn ? drawPicture(stored.take, files.picture) : TE.right([]))),
    TE.tap(({ stored, picture }) =>
      replaceFiles<RenderError>([stored.file, ...picture], (cause) =>
        renderFailed(`the result cannot be written (${messageOf(cause)})`, cause),
      ),
    ),
    TE.bind('size', () =>
      TE.tryCatch(
        () => stat(path),
        (cause): RenderError => renderFailed(`the result cannot be read (${messageOf(cause)})`, cause),
      ),
    ),
    TE.flatMapEither(({ stored: { take: levelled }, size }) => {
      const { sound } = levelled
      if (sound === null) return E.left(renderFailed('the result cannot be heard'))
      const { sampleRate, channels, frames } = sound.recording
      return E.right({
        name: nameOfResult(recipe, 'wav'),
        bytes: size.size,
        seconds: frames / sampleRate,
        sampleRate,
        channels,
        format: 'wav',
      })
    }),
  )
}
