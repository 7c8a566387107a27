import { type Audio, describeAudioError } from '@sigmastream/audio'
import { type Job, joinSplice, type RenderError, regionsOf, renderFailed, type Take } from '@sigmastream/pipeline'
import { describePlotError, latentPictures, type Pictures, plotRun, soundPictures } from '@sigmastream/plot'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { regionsOnLine } from './regions-on-line.js'

/** Of the sound where there is one of both, else of the latents. */
const picturesOf = ({ clip, piece, recording }: Job, { latent, sound }: Take): TE.TaskEither<RenderError, Pictures> => {
  const before = clip?._tag === 'Latents' ? clip.latent : null
  if (sound === null || before !== null) return TE.right(latentPictures(before, latent, piece.frameRate ?? 1))
  const original: TE.TaskEither<RenderError, Audio | null> =
    recording === null ? TE.right(null) : recording.read(0, recording.frames)
  return pipe(
    TE.Do,
    TE.bind('was', () => original),
    TE.bind('is', () => joinSplice(sound)),
    TE.flatMapEither(({ was, is }) =>
      pipe(
        soundPictures(was, is),
        E.mapLeft((error) => renderFailed(`the picture: ${describeAudioError(error)}`)),
      ),
    ),
  )
}

/** The steps on which an inpainting projects, where they are not all. */
const paintOf = ({ recipe }: Job, steps: number) => {
  if (recipe.command !== 'inpaint' || (recipe.paintStart === null && recipe.paintEnd === null)) return {}
  return { paint: { start: recipe.paintStart ?? 0, end: recipe.paintEnd ?? steps } }
}

/**
 * The picture of a run, as PNG: before and after, its noise levels, and how far the estimate moved. A failure: the
 * renderer's.
 */
export const pictureOf = (take: Take): TE.TaskEither<RenderError, Uint8Array> => {
  const { job } = take
  const { recipe } = job
  const sigmas = take.summary.sigmas.length === 0 ? job.sigmas : take.summary.sigmas
  return pipe(
    picturesOf(job, take),
    TE.flatMap((pictures) =>
      pipe(
        plotRun({
          title: recipe.input ?? recipe.prompt ?? recipe.command,
          subtitle: `${recipe.command}, ${recipe.sampler}, ${recipe.steps} steps, seed ${recipe.seed}`,
          pictures,
          regions: regionsOf(recipe).flatMap(regionsOnLine(job.piece.turn)),
          sigmas,
          moved: take.summary.moved,
          ...paintOf(job, sigmas.length - 1),
        }),
        TE.mapLeft((error) => renderFailed(describePlotError(error))),
      ),
    ),
  )
}
