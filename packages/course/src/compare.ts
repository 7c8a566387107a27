import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Latent, sameShape, showShape } from '@sigmastream/core'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type AnswerRequest, maskAnswers, modelAnswers } from './answers.js'
import type { CourseError } from './errors.js'
import { readLatents } from './latent-file.js'
import { meanSquaredError } from './mean-squared-error.js'
import { notebookMasks, notebookTests } from './notebook-tests.js'
import { selectRuns } from './run-course.js'

/** One file of expected answers, and how far ours are from it. */
export interface TestComparison {
  readonly file: string
  readonly meanSquaredError: number
}

/** A file of expected answers, and the names of ours that it has, in its order. */
interface ExpectedFile {
  readonly file: string
  readonly names: readonly string[]
}

const maskNames = notebookMasks.map(({ name }) => name)

const expectedFiles: readonly ExpectedFile[] = [
  ...notebookTests.map(({ name }) => ({ file: `${name.toLowerCase().replace('.', '_')}.pt`, names: [name] })),
  { file: 'q2_0.pt', names: maskNames },
  { file: 'q2_1.pt', names: maskNames },
].toSorted((a, b) => (a.file < b.file ? -1 : 1))

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => !found.isDirectory(),
    () => false,
  )

const filesThere = (
  folder: string,
  asked: readonly ExpectedFile[],
): TE.TaskEither<CourseError, readonly ExpectedFile[]> =>
  pipe(
    TE.fromTask<readonly ExpectedFile[], CourseError>(async () => {
      const there = await Promise.all(asked.map(({ file }) => isFile(join(folder, file))))
      return asked.filter((_, i) => there[i])
    }),
    TE.filterOrElse(
      (found) => found.length > 0,
      (): CourseError => ({ _tag: 'NothingExpected', folder, files: asked.map(({ file }) => file) }),
    ),
  )

const compareFile = (
  folder: string,
  { file, names }: ExpectedFile,
  answers: ReadonlyMap<string, Latent>,
): TE.TaskEither<CourseError, TestComparison> =>
  pipe(
    readLatents(join(folder, file)),
    TE.flatMapEither((read): E.Either<CourseError, TestComparison> => {
      const theirs = [...read.values()]
      const ours = names.flatMap((name) => answers.get(name) ?? [])
      const differs = (wrong: string, right: string): E.Either<CourseError, never> =>
        E.left({ _tag: 'ExpectedDiffers', file, wrong, right })
      if (theirs.length !== ours.length) return differs(`${theirs.length} tensors`, `${ours.length}`)
      const pairs = ours.map((one, i) => [one, theirs[i]!] as const) // as many of each
      const misfit = pairs.find(([one, other]) => !sameShape(one.shape, other.shape))
      return misfit === undefined
        ? E.right({ file, meanSquaredError: meanSquaredError(pairs) })
        : differs(`a tensor of ${showShape(misfit[1].shape)}`, `the model's shape, ${showShape(misfit[0].shape)}`)
    }),
  )

/**
 * Runs the notebook's own tests, which have prompts and settings of their own, and compares them with the files that
 * are in `folder`. Errors: `NothingExpected` where none of them is there, `ExpectedDiffers`, those of `modelAnswers`
 * and `maskAnswers`.
 */
export const compareTests = (
  folder: string,
  request: AnswerRequest,
): TE.TaskEither<CourseError, readonly TestComparison[]> =>
  pipe(
    filesThere(
      folder,
      expectedFiles.filter(({ file }) =>
        request.only.some((question) => file.startsWith(`${question.toLowerCase()}_`)),
      ),
    ),
    TE.bindTo('found'),
    TE.bind('answers', ({ found }) => {
      const runs = selectRuns(
        notebookTests,
        found.flatMap(({ names }) => names),
      )
      return pipe(
        modelAnswers({ runs, masks: [] }, folder, request),
        TE.flatMapEither((made) =>
          pipe(
            maskAnswers({ runs: [], masks: notebookMasks }, request),
            E.map((masks): ReadonlyMap<string, Latent> => new Map([...made, ...masks])),
          ),
        ),
      )
    }),
    TE.flatMap(({ found, answers }) =>
      TE.traverseSeqArray((one: ExpectedFile) => compareFile(folder, one, answers))(found),
    ),
  )
