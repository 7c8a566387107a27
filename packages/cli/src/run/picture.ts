import { describeAudioError } from '@sigmastream/audio'
import { type Job, type Result, regionsOf } from '@sigmastream/pipeline'
import { describePlotError, latentPictures, type Pictures, plotRun, soundPictures } from '@sigmastream/plot'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, failure } from '../errors.js'
import type { NewFile } from '../files.js'

/** Of the sound where there is one of both, else of the latents. */
const picturesOf = ({ clip, piece }: Job, { latent, sound }: Result): E.Either<CliError, Pictures> => {
  const before = clip?._tag === 'Latents' ? clip.latent : null
  return sound !== null && before === null
    ? pipe(
        soundPictures(piece.original, sound.audio),
        E.mapLeft((error) => failure(`--plot: ${describeAudioError(error)}`)),
      )
    : E.right(latentPictures(before, latent, piece.frameRate ?? 1))
}

/** The steps on which an inpainting projects, where they are not all. */
const paintOf = ({ recipe }: Job, steps: number) => {
  if (recipe.command !== 'inpaint' || (recipe.paintStart === null && recipe.paintEnd === null)) return {}
  return { paint: { start: recipe.paintStart ?? 0, end: recipe.paintEnd ?? steps } }
}

/** The picture of a run as a file. A failure: the renderer's. */
export const pictureOf = (path: string, job: Job, result: Result): TE.TaskEither<CliError, NewFile> => {
  const { recipe } = job
  const sigmas = result.summary.sigmas.length === 0 ? job.sigmas : result.summary.sigmas
  return pipe(
    TE.fromEither(picturesOf(job, result)),
    TE.flatMap((pictures) =>
      pipe(
        plotRun({
          title: recipe.input ?? recipe.prompt ?? recipe.command,
          subtitle: `${recipe.command}, ${recipe.sampler}, ${recipe.steps} steps, seed ${recipe.seed}`,
          pictures,
          regions: regionsOf(recipe),
          sigmas,
          moved: result.summary.moved,
          ...paintOf(job, sigmas.length - 1),
        }),
        TE.bimap(
          (error) => failure(describePlotError(error)),
          (bytes) => ({ path, bytes }),
        ),
      ),
    ),
  )
}
