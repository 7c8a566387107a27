import { constant, type Latent } from '@sigmastream/core'
import {
  type CourseFiles,
  type CourseMask,
  type CourseModel,
  type CourseQuestion,
  type CourseRun,
  type CourseSettings,
  courseLatents,
  type FinishedRuns,
  masksOf,
  readCourseFiles,
  runCourse,
  selectRuns,
} from '@sigmastream/course'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CliError } from '../errors.js'
import { type Io, note } from '../io.js'
import { fromExercisesError } from './exercises-error.js'
import { exercisesProgress, type ProgressOfAll } from './exercises-progress.js'

/** Runs and masks that belong together: those that are graded, or those of the notebook's own tests. */
export interface Notebook {
  readonly runs: readonly CourseRun[]
  readonly masks: readonly CourseMask[]
}

/** What answers are made with. Where the questions are of masks alone, `model` and `start` may be null. */
export interface Desk {
  readonly settings: CourseSettings
  readonly only: readonly CourseQuestion[]
  readonly model: CourseModel | null
  readonly start: Latent | null
  readonly io: Io
}

/** Whether any of these questions needs the model. */
export const needsModel = (only: readonly CourseQuestion[]): boolean => only.some((question) => question !== 'Q2')

/** The answers to the questions about masks, by name. A usage error: a region past the end of the latents. */
export const maskAnswers = (
  { masks }: Notebook,
  { only, model, start }: Desk,
): TE.TaskEither<CliError, ReadonlyMap<string, Latent>> => {
  const { shape, frameRate } = courseLatents
  return only.includes('Q2')
    ? pipe(
        masksOf(masks, start ?? constant(shape, 0), model?.geometry.frameRate ?? frameRate),
        TE.fromEither,
        TE.mapLeft(fromExercisesError),
      )
    : TE.right(new Map())
}

/**
 * The answers to questions that need the model, by name; references are read from `folder`. Errors: any of the
 * exercises'.
 */
export const modelAnswers = (
  { runs }: Notebook,
  folder: string,
  { settings, only, model, start, io }: Desk,
  resume?: FinishedRuns,
): TE.TaskEither<CliError, ReadonlyMap<string, Latent>> => {
  if (model === null || start === null) return TE.right(new Map())
  note(io, 'encoding the references and the prompts')
  const made = (course: CourseFiles, progress: ProgressOfAll) =>
    runCourse({
      ...settings,
      model,
      course,
      sequence: runs,
      only,
      onProgress: progress.step,
      signal: io.signal,
      ...(resume === undefined ? {} : { resume }),
    })
  return TE.bracket(
    TE.fromIO<ProgressOfAll, CliError>(() => exercisesProgress(io)),
    (progress) =>
      pipe(
        readCourseFiles(folder, selectRuns(runs, only), start),
        TE.flatMap((course) => made(course, progress)),
        TE.bimap(fromExercisesError, ({ answers }) => answers),
      ),
    ({ end }) => TE.fromIO(end),
  )
}
