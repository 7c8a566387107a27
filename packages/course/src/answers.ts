import { constant, type Latent, type Refused } from '@sigmastream/core'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { readCourseFiles } from './course.js'
import type { CourseError } from './errors.js'
import type { CourseEvent } from './events.js'
import type { FinishedRuns } from './finished-runs.js'
import type { CourseQuestion } from './graded-runs.js'
import { courseLatents, masksOf } from './masks.js'
import type { CourseModel } from './model.js'
import type { Notebook } from './notebook.js'
import { runCourse, selectRuns } from './run-course.js'
import type { CourseSettings } from './settings.js'

/** What answers are made with. Where the questions are of masks alone, `model` and `start` may be null. */
export interface AnswerRequest {
  readonly settings: CourseSettings
  readonly only: readonly CourseQuestion[]
  readonly model: CourseModel | null
  /** The noise that every run starts from, `[1, channels, frames]`. */
  readonly start: Latent | null
  readonly onEvent: (event: CourseEvent) => void
  readonly signal: AbortSignal
}

/** Whether any of these questions needs the model. */
export const needsModel = (only: readonly CourseQuestion[]): boolean => only.some((question) => question !== 'Q2')

/** The answers to the questions about masks, by name. `Refused`: a region past the end of the latents. */
export const maskAnswers = (
  { masks }: Notebook,
  { only, model, start }: AnswerRequest,
): E.Either<Refused, ReadonlyMap<string, Latent>> => {
  const { shape, frameRate } = courseLatents
  return only.includes('Q2')
    ? masksOf(masks, start ?? constant(shape, 0), model?.geometry.frameRate ?? frameRate)
    : E.right(new Map())
}

/**
 * The answers to questions that need the model, by name; references are read from `folder`. Errors: those of
 * `readCourseFiles` and `runCourse`.
 */
export const modelAnswers = (
  { runs }: Notebook,
  folder: string,
  { settings, only, model, start, onEvent, signal }: AnswerRequest,
  resume?: FinishedRuns,
): TE.TaskEither<CourseError, ReadonlyMap<string, Latent>> =>
  model === null || start === null
    ? TE.right(new Map())
    : TE.bracket(
        TE.fromIO<void, CourseError>(() => onEvent({ _tag: 'Encoding' })),
        () =>
          pipe(
            readCourseFiles(folder, selectRuns(runs, only), start),
            TE.flatMap((course) =>
              runCourse({
                ...settings,
                model,
                course,
                sequence: runs,
                only,
                onProgress: (progress) => onEvent({ _tag: 'Progress', ...progress }),
                signal,
                ...(resume === undefined ? {} : { resume }),
              }),
            ),
            TE.map(({ answers }) => answers),
          ),
        () => TE.fromIO(() => onEvent({ _tag: 'RunsEnded' })),
      )
