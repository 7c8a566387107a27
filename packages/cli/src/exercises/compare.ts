import { join } from 'node:path'
import { type Latent, sameShape, showShape } from '@sigmastream/core'
import { meanSquaredError, notebookMasks, notebookTests, readLatents, selectRuns } from '@sigmastream/course'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, usage } from '../errors.js'
import { kindAt } from '../files.js'
import { type Desk, maskAnswers, modelAnswers } from './answers.js'
import { fromExercisesError } from './exercises-error.js'

/** One file of expected answers, and how far ours are from it. */
export interface Compared {
  readonly file: string
  readonly meanSquaredError: number
}

/** A file of expected answers, and the names of ours that it has, in its order. */
interface Expected {
  readonly file: string
  readonly names: readonly string[]
}

const masks = notebookMasks.map(({ name }) => name)

const expected: readonly Expected[] = [
  ...notebookTests.map(({ name }) => ({ file: `${name.toLowerCase().replace('.', '_')}.pt`, names: [name] })),
  { file: 'q2_0.pt', names: masks },
  { file: 'q2_1.pt', names: masks },
].toSorted((a, b) => (a.file < b.file ? -1 : 1))

const there = (folder: string, asked: readonly Expected[]): TE.TaskEither<CliError, readonly Expected[]> =>
  pipe(
    TE.fromTask<readonly Expected[], CliError>(async () => {
      const kinds = await Promise.all(asked.map(({ file }) => kindAt(join(folder, file))))
      return asked.filter((_, i) => kinds[i] === 'file')
    }),
    TE.filterOrElse(
      (found) => found.length > 0,
      (): CliError =>
        usage(
          `--compare: ${folder} has none of ${asked.map(({ file }) => file).join(', ')}: give the folder that has them`,
        ),
    ),
  )

const differing = (file: string, wrong: string, right: string): E.Either<CliError, never> =>
  E.left(usage(`--compare: ${file} has ${wrong}: give one with ${right}`))

const against = (
  folder: string,
  { file, names }: Expected,
  answers: ReadonlyMap<string, Latent>,
): TE.TaskEither<CliError, Compared> =>
  pipe(
    readLatents(join(folder, file)),
    TE.mapLeft(fromExercisesError),
    TE.flatMapEither((read): E.Either<CliError, Compared> => {
      const theirs = [...read.values()]
      const ours = names.flatMap((name) => answers.get(name) ?? [])
      if (theirs.length !== ours.length) return differing(file, `${theirs.length} tensors`, `${ours.length}`)
      const pairs = ours.map((one, i) => [one, theirs[i]!] as const) // as many of each
      const misfit = pairs.find(([one, other]) => !sameShape(one.shape, other.shape))
      return misfit === undefined
        ? E.right({ file, meanSquaredError: meanSquaredError(pairs) })
        : differing(
            file,
            `a tensor of ${showShape(misfit[1].shape)}`,
            `the model's shape, ${showShape(misfit[0].shape)}`,
          )
    }),
  )

/**
 * Runs the notebook's own tests, which have prompts and settings of their own, and compares them with the files that
 * are in `folder`. Errors: none of them is there, any of the exercises'.
 */
export const compareTests = (folder: string, desk: Desk): TE.TaskEither<CliError, readonly Compared[]> =>
  pipe(
    there(
      folder,
      expected.filter(({ file }) => desk.only.some((question) => file.startsWith(`${question.toLowerCase()}_`))),
    ),
    TE.bindTo('found'),
    TE.bind('answers', ({ found }) => {
      const runs = selectRuns(
        notebookTests,
        found.flatMap(({ names }) => names),
      )
      return pipe(
        modelAnswers({ runs, masks: [] }, folder, desk),
        TE.flatMap((made) =>
          pipe(
            maskAnswers({ runs: [], masks: notebookMasks }, desk),
            TE.map((drawn): ReadonlyMap<string, Latent> => new Map([...made, ...drawn])),
          ),
        ),
      )
    }),
    TE.flatMap(({ found, answers }) => TE.traverseSeqArray((one: Expected) => against(folder, one, answers))(found)),
  )
