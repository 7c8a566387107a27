import type { Audio } from '@sigmastream/audio'
import type { Frame } from '@sigmastream/core'
import {
  checkedFrame,
  encodeTensor,
  heardFile,
  type Job,
  type OpenModel,
  type RenderError,
  type RunOptions,
  renderFailed,
} from '@sigmastream/pipeline'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { describeCliError } from '../errors.js'
import type { NewFile } from '../files.js'
import { type FramesFolder, frameFile } from './frames-folder.js'
import type { Run } from './run.js'

const soundFile = (name: string, step: number, job: Job, audio: Audio): E.Either<RenderError, NewFile> =>
  pipe(
    checkedFrame(audio, job, step),
    E.flatMap((sound) => heardFile(sound, step)),
    E.map((bytes) => ({ path: `${name}.wav`, bytes })),
  )

/**
 * The files of one frame: the denoised latent `[batch, channels, frames]`, and its sound where it can be heard, brought
 * to full scale if it is above. A step without a model call has none. A failure: sound that ran away.
 */
const frameFiles = (
  { listen }: OpenModel,
  { job, place }: Pick<Run, 'job' | 'place'>,
  { at, denoised }: Frame,
): TE.TaskEither<RenderError, readonly NewFile[]> => {
  if (denoised === null) return TE.right([])
  const name = frameFile(at.index, place)
  const latent = pipe(
    encodeTensor(`${name}.npy`, denoised),
    E.map((bytes): NewFile => ({ path: `${name}.npy`, bytes })),
  )
  return pipe(
    TE.fromEither(latent),
    TE.flatMap((file) =>
      listen === null
        ? TE.right([file])
        : pipe(
            listen(denoised),
            TE.flatMapEither((audio) => soundFile(name, at.index, job, audio)),
            TE.map((sound) => [file, sound]),
          ),
    ),
  )
}

/** Keeps the files of each frame. */
export const keeper =
  (
    model: OpenModel,
    run: Pick<Run, 'job' | 'place'>,
    save: NonNullable<FramesFolder['save']>,
  ): NonNullable<RunOptions['keep']> =>
  (frame) =>
    pipe(
      frameFiles(model, run, frame),
      TE.flatMap((files) =>
        pipe(
          save(files),
          TE.mapLeft((error) => renderFailed(describeCliError(error), error)),
        ),
      ),
    )
