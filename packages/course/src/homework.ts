import { setImmediate } from 'node:timers/promises'
import type { Latent } from '@sigmastream/core'
import { addFiles, fileOfBytes, NameTaken, replaceFiles } from '@sigmastream/tensor-files'
import { either as E, type task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type AnswerRequest, maskAnswers, modelAnswers, needsModel } from './answers.js'
import { courseIdentity } from './course-identity.js'
import { type CourseError, systemReason } from './errors.js'
import { type FinishedFolder, finishedFolder } from './finished-folder.js'
import { courseQuestions } from './graded-runs.js'
import { homeworkFile } from './homework-file.js'
import { gradedNotebook } from './notebook.js'

/** What is handed in: where it is, and how many answers each question has in it. */
export interface Homework {
  readonly output: string
  readonly answers: Readonly<Record<string, number>>
}

const countByQuestion = (answers: ReadonlyMap<string, Latent>): Readonly<Record<string, number>> =>
  Object.fromEntries(
    courseQuestions
      .map(
        (question) => [question, [...answers.keys()].filter((name) => name.startsWith(`${question}.`)).length] as const,
      )
      .filter(([, count]) => count > 0),
  )

/** `CourseAborted` where a signal has asked to stop; one that came during synchronous work gets the turn to say so. */
const checkSignal =
  (signal: AbortSignal): TE.TaskEither<CourseError, void> =>
  async () => {
    await setImmediate()
    return signal.aborted ? E.left({ _tag: 'CourseAborted' }) : E.right(undefined)
  }

/** Tells what was kept of runs that ended too early; a folder that nothing was kept in goes. */
const tellKept =
  ({ onEvent }: AnswerRequest, { path, names, discard }: FinishedFolder): T.Task<void> =>
  async () => {
    const kept = await names()
    if (kept.length > 0) onEvent({ _tag: 'Kept', runs: kept.length, folder: path })
    else await discard()
  }

/** Removed where the output has all that was in it; what it has not may still be wanted. */
const discardHandedIn = (
  { names, discard }: FinishedFolder,
  answers: ReadonlyMap<string, Latent>,
): TE.TaskEither<CourseError, void> =>
  TE.fromTask(async () => {
    const kept = await names()
    if (kept.every((name) => answers.has(name))) await discard()
  })

/** The file, of answers that are all there. Errors: `CourseAborted`, `HomeworkNotWritten`; then nothing is. */
const writeAnswers = (
  output: string,
  made: ReadonlyMap<string, Latent>,
  request: AnswerRequest,
  replace: boolean,
): TE.TaskEither<CourseError, Homework> =>
  pipe(
    TE.fromEither<CourseError, ReadonlyMap<string, Latent>>(maskAnswers(gradedNotebook, request)),
    TE.tap(() => checkSignal(request.signal)),
    TE.map((masks): ReadonlyMap<string, Latent> => new Map([...made, ...masks])),
    TE.tap((answers) =>
      (replace ? replaceFiles : addFiles)<CourseError>([fileOfBytes(output, homeworkFile(answers))], (cause) => ({
        _tag: 'HomeworkNotWritten',
        file: output,
        reason: cause instanceof NameTaken ? cause.message : systemReason(cause),
        cause,
      })),
    ),
    TE.map((answers) => ({ output, answers: countByQuestion(answers) })),
  )

/**
 * Answers the graded questions and writes `homework4.pkl` to `output`, whole or not at all. Runs that finish are kept
 * in `OUTPUT.partial`, so that the same call goes on after an interruption. `course` is the folder of the course;
 * `model` tells what answers are made by. A file that is there is replaced, unless `replace` is false. Errors: those of
 * `modelAnswers` and `maskAnswers`, `PartialIsFile`, `PartialUnusable`, `CourseAborted`, `HomeworkNotWritten`.
 */
export const writeHomework = (
  output: string,
  course: string,
  model: string,
  request: AnswerRequest,
  replace = true,
): TE.TaskEither<CourseError, Homework> => {
  // Masks take no time, and what was kept of other questions stays as it is.
  if (!needsModel(request.only)) return writeAnswers(output, new Map(), request, replace)
  return pipe(
    TE.fromTask<string, CourseError>(courseIdentity(course)),
    TE.flatMap((identity) => finishedFolder(`${output}.partial`, { ...request.settings, model, course: identity })),
    TE.flatMap((folder) =>
      pipe(
        TE.fromTask<readonly string[], CourseError>(folder.names),
        TE.tapIO((kept) => () => {
          if (kept.length > 0) request.onEvent({ _tag: 'Resumed', runs: kept.length, folder: folder.path })
        }),
        TE.flatMap(() => modelAnswers(gradedNotebook, course, request, folder)),
        TE.bindTo('made'),
        TE.bind('homework', ({ made }) => writeAnswers(output, made, request, replace)),
        TE.tapError(() => TE.fromTask(tellKept(request, folder))),
        TE.tap(({ made }) => discardHandedIn(folder, made)),
        TE.map(({ homework }) => homework),
      ),
    ),
  )
}
