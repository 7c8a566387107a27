import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FarmStore, JobList, JobState, ResultNote } from '@sigmastream/farm'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, usage } from '../errors.js'
import { checkTarget, kindAt, writeFiles } from '../files.js'
import { resultFile } from './fetch-results.js'

/** The folder that results go to, and whether what lies there makes way. */
export interface ResultsFolder {
  readonly output: string
  readonly force: boolean
}

/** A result as it was collected, under one of its names. */
export interface CollectedResult {
  readonly name: string
  readonly path: string
  readonly note: ResultNote
  /** Whether it lay there already. */
  readonly lay: boolean
}

/** Whether a file is the result, to the last byte. */
const isResult = (path: string, { content }: ResultNote): Promise<boolean> =>
  readFile(path).then(
    (bytes) => createHash('sha256').update(bytes).digest('hex') === content,
    () => false,
  )

/** Puts a result under its name, unless it lies there; whatever else lies there stays, unless it is to make way. */
export const collectResult = (
  store: FarmStore,
  name: string,
  note: ResultNote,
  { output, force }: ResultsFolder,
): TE.TaskEither<CliError, CollectedResult> => {
  const path = join(output, name)
  return pipe(
    TE.fromTask<boolean, CliError>(() => isResult(path, note)),
    TE.flatMap((lay) =>
      pipe(
        lay
          ? TE.right(undefined)
          : pipe(
              checkTarget('--output', path, force),
              TE.flatMap(() => writeFiles([resultFile(store, note, path)], force)),
            ),
        TE.map((): CollectedResult => ({ name, path, note, lay })),
      ),
    ),
  )
}

/** A usage error where something lies under the name of what is not made yet. */
export const checkFree = (
  list: JobList,
  states: ReadonlyMap<string, JobState>,
  { output, force }: ResultsFolder,
): TE.TaskEither<CliError, void> =>
  force
    ? TE.right(undefined)
    : pipe(
        list.jobs.filter(({ id }) => states.get(id)?._tag !== 'Done'),
        TE.traverseSeqArray(({ name }) =>
          pipe(
            TE.fromTask<Awaited<ReturnType<typeof kindAt>>, CliError>(() => kindAt(join(output, name))),
            TE.filterOrElse(
              (kind) => kind === null,
              (): CliError =>
                usage(
                  `--output: ${join(output, name)} exists: give another folder, or --force to replace what is in it`,
                ),
            ),
          ),
        ),
        TE.map(() => undefined),
      )
