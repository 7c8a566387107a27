import { type Audio, describeAudioError } from '@sigmastream/audio'
import {
  type Job,
  joinSplice,
  type RenderError,
  type RunSummary,
  regionsOf,
  renderFailed,
  stepsTaken,
  stepsText,
  type Take,
} from '@sigmastream/pipeline'
import { describePlotError, latentPictures, type Pictures, plotRun, soundPictures } from '@sigmastream/plot'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { regionsOnLine } from './regions-on-line.js'

/** A recording before a run, as far as there is one, and the sound after it. */
const beforeAndAfter = ({ recording }: Job, is: Audio): TE.TaskEither<RenderError, Pictures> => {
  const original: TE.TaskEither<RenderError, Audio | null> =
    recording === null ? TE.right(null) : recording.read(0, recording.frames)
  return pipe(
    original,
    TE.flatMapEither((was) =>
      pipe(
        soundPictures(was, is),
        E.mapLeft((error) => renderFailed(`the picture: ${describeAudioError(error)}`)),
      ),
    ),
  )
}

/** Of the sound where there is one of both, else of the latents. */
const picturesOf = ({ job, latent, sound }: Take): TE.TaskEither<RenderError, Pictures> => {
  const before = job.clip?._tag === 'Latents' ? job.clip.latent : null
  return sound === null || before !== null
    ? TE.right(latentPictures(before, latent, job.piece.frameRate ?? 1))
    : pipe(
        joinSplice(sound),
        TE.flatMap((is) => beforeAndAfter(job, is)),
      )
}

/** The steps on which an inpainting projects, where they are not all. */
const paintOf = ({ recipe }: Job, steps: number) => {
  if (recipe.command !== 'inpaint' || (recipe.paintStart === null && recipe.paintEnd === null)) return {}
  return { paint: { start: recipe.paintStart ?? 0, end: recipe.paintEnd ?? steps } }
}

/** What was seen of a run: how many steps, its noise levels, how far the estimate moved at each where that is known. */
interface SeenRun extends Pick<RunSummary, 'sigmas' | 'moved'> {
  readonly steps: number
}

const drawRun = (
  job: Job,
  pictures: Pictures,
  { steps, sigmas, moved }: SeenRun,
): TE.TaskEither<RenderError, Uint8Array> => {
  const { recipe } = job
  return pipe(
    plotRun({
      title: recipe.input ?? recipe.prompt ?? recipe.command,
      subtitle: `${recipe.command}, ${recipe.sampler}, ${stepsText(steps)}, seed ${recipe.seed}`,
      pictures,
      regions: regionsOf(recipe).flatMap(regionsOnLine(job.piece.turn)),
      sigmas,
      moved,
      ...paintOf(job, sigmas.length - 1),
    }),
    TE.mapLeft((error) => renderFailed(describePlotError(error))),
  )
}

/**
 * The picture of a run, as PNG: before and after, its noise levels, and how far the estimate moved. A failure: the
 * renderer's.
 */
export const pictureOf = (take: Take): TE.TaskEither<RenderError, Uint8Array> => {
  const { job, summary } = take
  const sigmas = summary.sigmas.length === 0 ? job.sigmas : summary.sigmas
  return pipe(
    picturesOf(take),
    TE.flatMap((pictures) => drawRun(job, pictures, { steps: stepsTaken(job, summary), sigmas, moved: summary.moved })),
  )
}

/** The picture of a job that was made elsewhere, of which only the sound is here. A failure: the renderer's. */
export const pictureOfSound = (job: Job, sound: Audio): TE.TaskEither<RenderError, Uint8Array> =>
  pipe(
    beforeAndAfter(job, sound),
    TE.flatMap((pictures) => drawRun(job, pictures, { steps: stepsTaken(job), sigmas: job.sigmas, moved: [] })),
  )
