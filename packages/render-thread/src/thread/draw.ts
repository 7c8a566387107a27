import { describeAudioError, readAudio } from '@sigmastream/audio'
import { messageOf } from '@sigmastream/core'
import { type RenderError, renderFailed } from '@sigmastream/pipeline'
import { fileOfBytes, replaceFiles } from '@sigmastream/tensor-files'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { filesOf } from '../files/render-files.js'
import { pictureOfSound } from '../picture.js'
import type { Errands } from './errands.js'
import { prepareJob } from './prepare.js'
import type { Errand } from './protocol.js'

type DrawErrand = Extract<Errand, { readonly _tag: 'Draw' }>

/**
 * Draws the picture of a result that was made elsewhere, and lies in the folder of its render; the answer is `null`. How far
 * the estimate moved is not in it: that is known where it was made. Errors: what was refused, a result that is no sound.
 */
export const drawErrand = (
  { recipe, material, folder }: DrawErrand,
  errands: Pick<Errands, 'signal' | 'models'>,
): TE.TaskEither<RenderError, null> => {
  const files = filesOf(folder)
  return pipe(
    prepareJob(recipe, material, 0, errands),
    TE.flatMap(({ job, close }) => {
      const drawn = pipe(
        readAudio(files.result('wav')),
        TE.mapLeft((error) => renderFailed(`the result cannot be read (${describeAudioError(error)})`)),
        TE.flatMap((sound) => pictureOfSound(job, sound)),
        TE.flatMap((bytes) =>
          replaceFiles<RenderError>([fileOfBytes(files.picture, bytes)], (cause) =>
            renderFailed(`the picture cannot be written (${messageOf(cause)})`, cause),
          ),
        ),
        TE.map(() => null),
      )
      return () => drawn().finally(close(true))
    }),
  )
}
