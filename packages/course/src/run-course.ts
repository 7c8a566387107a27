import { type Latent, refuse } from '@sigmastream/core'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CourseFiles } from './course.js'
import type { CourseError } from './errors.js'
import type { CourseProgress } from './events.js'
import { type FinishedRuns, loadFinished, noFinishedRuns } from './finished-runs.js'
import { type CourseRun, gradedRuns } from './graded-runs.js'
import type { CourseModel } from './model.js'
import { oneRun, type ReadyRun, type RunAnswer } from './one-run.js'
import { prepareRuns } from './ready-runs.js'
import type { CourseSettings } from './settings.js'

/** What `runCourse` is given. */
export interface CourseRequest extends CourseSettings {
  readonly model: CourseModel
  readonly course: CourseFiles
  /** The runs in the notebook's order, which is that of its random draws: by default those that are graded. */
  readonly sequence?: readonly CourseRun[]
  /**
   * Which of the sequence to do, by the names of questions or runs: by default all. What is drawn before them is known.
   */
  readonly only?: readonly string[]
  readonly resume?: FinishedRuns
  readonly onProgress?: (progress: CourseProgress) => void
  readonly signal?: AbortSignal
}

/**
 * Answers `[1, channels, frames]` by the names of their runs, and the references of those that were not finished
 * before.
 */
export interface CourseAnswers {
  readonly answers: ReadonlyMap<string, Latent>
  readonly references: ReadonlyMap<string, Latent>
}

/** The runs of a sequence that were asked for. */
export const selectRuns = (
  sequence: readonly CourseRun[],
  only: readonly string[] | undefined,
): readonly CourseRun[] =>
  only === undefined
    ? sequence
    : sequence.filter(({ name, question }) => only.includes(name) || only.includes(question))

/** Answers in the order of their runs. */
const answersOf = (
  runs: readonly CourseRun[],
  before: ReadonlyMap<string, Latent>,
  made: ReadonlyMap<string, RunAnswer>,
): CourseAnswers => ({
  answers: new Map(
    runs.flatMap(({ name }) => {
      const answer = made.get(name)?.answer ?? before.get(name)
      return answer === undefined ? [] : [[name, answer] as const]
    }),
  ),
  references: new Map(
    [...made].flatMap(([name, { reference }]) => (reference === null ? [] : [[name, reference] as const])),
  ),
})

const checkFits = (
  { start }: CourseFiles,
  { geometry: { latentChannels } }: CourseModel,
): E.Either<CourseError, Latent> =>
  start.shape[1] === latentChannels
    ? E.right(start)
    : refuse('x_T', `${start.shape[1]} channels`, `what the model has, ${latentChannels}`)

/**
 * Does the runs of the notebook one after the other. Every set-up seeds the generator again and draws the starting
 * noise, which x_T replaces; every projection draws once, at sigma 0 too, and style transfer once for its start; a
 * reference that is sound draws once as it is encoded, before the set-up of its run, so from what is left of the run
 * before. A run that `resume` has is not done again. Errors: any of `CourseError`; runs that finished before it are
 * kept.
 */
export const runCourse = (request: CourseRequest): TE.TaskEither<CourseError, CourseAnswers> => {
  const { model, course, sequence = gradedRuns, only, resume = noFinishedRuns, onProgress = () => undefined } = request
  const signal = request.signal ?? new AbortController().signal
  const start = { x: course.start, frameRate: model.geometry.frameRate }
  const runs = selectRuns(sequence, only)
  const make = (ready: ReadyRun, finished: number): TE.TaskEither<CourseError, readonly [string, RunAnswer]> => {
    const { name } = ready.run
    return pipe(
      oneRun(ready, start, request, (at) => onProgress({ run: name, finished, runs: runs.length, ...at }), signal),
      TE.tap(({ answer }) => resume.save(name, answer)),
      TE.map((made) => [name, made] as const),
    )
  }
  return pipe(
    TE.fromEither(checkFits(course, model)),
    TE.flatMap(({ shape }) => loadFinished(resume, runs, shape)),
    TE.flatMap((before) =>
      pipe(
        prepareRuns(
          { ...request, sequence, signal },
          runs.filter(({ name }) => !before.has(name)),
        ),
        TE.flatMap(TE.traverseSeqArrayWithIndex((i, ready) => make(ready, before.size + i))),
        TE.map((made) => answersOf(runs, before, new Map(made))),
      ),
    ),
  )
}
