import type { Latent } from '@sigmastream/core'
import { gradedMasks, gradedRuns, homeworkFile, questions } from '@sigmastream/course'
import { type task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CliError } from '../errors.js'
import { writeFiles } from '../files.js'
import { type Io, note } from '../io.js'
import { interruptedBy } from '../stable-audio/errors.js'
import { type Desk, maskAnswers, modelAnswers, type Notebook, needsModel } from './answers.js'
import { courseIdentity } from './course-identity.js'
import { type FinishedFolder, finishedFolder } from './finished-folder.js'

const graded: Notebook = { runs: gradedRuns, masks: gradedMasks }

/** What is handed in: where it is, and how many answers each question has in it. */
export interface Homework {
  readonly output: string
  readonly answers: Readonly<Record<string, number>>
}

const counted = (answers: ReadonlyMap<string, Latent>): Readonly<Record<string, number>> =>
  Object.fromEntries(
    questions
      .map(
        (question) => [question, [...answers.keys()].filter((name) => name.startsWith(`${question}.`)).length] as const,
      )
      .filter(([, count]) => count > 0),
  )

const runsWord = (count: number): string => (count === 1 ? '1 run is' : `${count} runs are`)

/** Says what was kept of runs that ended too early, where something was. */
const saidKept =
  (io: Io, { path, names }: FinishedFolder): T.Task<void> =>
  async () => {
    const kept = await names()
    if (kept.length > 0) note(io, `${runsWord(kept.length)} kept in ${path}: the same command goes on from there`)
  }

/** Removed where the output has all that was in it; what it has not may still be wanted. */
const discarded = (
  { names, discard }: FinishedFolder,
  answers: ReadonlyMap<string, Latent>,
): TE.TaskEither<CliError, void> =>
  TE.fromTask(async () => {
    const kept = await names()
    if (kept.every((name) => answers.has(name))) await discard()
  })

/** The file, of answers that are all there. Errors: `Interrupted`, a file that cannot be written; then nothing is. */
const written = (output: string, made: ReadonlyMap<string, Latent>, desk: Desk): TE.TaskEither<CliError, Homework> =>
  pipe(
    maskAnswers(graded, desk),
    TE.tap(() => interruptedBy(desk.io.signal)),
    TE.map((masks): ReadonlyMap<string, Latent> => new Map([...made, ...masks])),
    TE.tap((answers) => writeFiles([{ path: output, bytes: homeworkFile(answers) }])),
    TE.map((answers) => ({ output, answers: counted(answers) })),
  )

/**
 * Answers the graded questions and writes `homework4.pkl`. Runs that finish are kept beside it, so that the same
 * command goes on after an interruption. `identity` is what they are made by. Errors: any of the exercises',
 * `Interrupted`; then nothing is written.
 */
export const writeHomework = (
  output: string,
  course: string,
  identity: string,
  desk: Desk,
): TE.TaskEither<CliError, Homework> => {
  // Masks take no time, and what was kept of other questions stays as it is.
  if (!needsModel(desk.only)) return written(output, new Map(), desk)
  return pipe(
    TE.fromTask<string, CliError>(courseIdentity(course)),
    TE.flatMap((of) => finishedFolder(`${output}.partial`, { ...desk.settings, model: identity, course: of })),
    TE.flatMap((folder) =>
      pipe(
        TE.fromTask<readonly string[], CliError>(folder.names),
        TE.tapIO((kept) => () => {
          if (kept.length > 0) note(desk.io, `${runsWord(kept.length)} in ${folder.path} from before`)
        }),
        TE.flatMap(() => modelAnswers(graded, course, desk, folder)),
        TE.bindTo('made'),
        TE.bind('homework', ({ made }) => written(output, made, desk)),
        TE.tapError(() => TE.fromTask(saidKept(desk.io, folder))),
        TE.tap(({ made }) => discarded(folder, made)),
        TE.map(({ homework }) => homework),
      ),
    ),
  )
}
