import { join } from 'node:path'
import { type FarmStore, type JobList, type JobState, lookAtJobs, type ResultNote } from '@sigmastream/farm'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, usage } from '../errors.js'
import { checkTarget, kindAt, writeFiles } from '../files.js'
import { fromFarmError } from './farm-errors.js'
import { isResultAt, makeResultsFolder, resultFile } from './fetch-results.js'
import type { OpenFarm } from './open-farm.js'

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

/** Puts a result under its name, unless it lies there; whatever else lies there stays, unless it is to make way. */
export const collectResult = (
  store: FarmStore,
  name: string,
  note: ResultNote,
  { output, force }: ResultsFolder,
): TE.TaskEither<CliError, CollectedResult> => {
  const path = join(output, name)
  return pipe(
    TE.fromTask<boolean, CliError>(() => isResultAt(store, note, path)),
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

/** Whether a result can be put under a name: nothing lies there, or it does. */
const isFree = async (store: FarmStore, path: string, state: JobState | undefined): Promise<boolean> =>
  (await kindAt(path)) === null || (state?._tag === 'Done' && (await isResultAt(store, state.note, path)))

/** A usage error where something else lies under the name of a result. */
const checkFree = (
  { store }: OpenFarm,
  jobs: JobList['jobs'],
  states: ReadonlyMap<string, JobState>,
  { output, force }: ResultsFolder,
): TE.TaskEither<CliError, void> =>
  force
    ? TE.right(undefined)
    : pipe(
        jobs,
        TE.traverseSeqArray(({ id, name }) =>
          pipe(
            TE.fromTask<boolean, CliError>(() => isFree(store, join(output, name), states.get(id))),
            TE.filterOrElse(
              (free) => free,
              (): CliError =>
                usage(
                  `--output: ${join(output, name)} exists: give another folder, or --force to replace what is in it`,
                ),
            ),
          ),
        ),
        TE.map(() => undefined),
      )

/** Makes the folder of results, and sees that all can be put there. */
export const checkResultsFolder = (
  farm: OpenFarm,
  { submitter, jobs }: Pick<JobList, 'submitter' | 'jobs'>,
  folder: ResultsFolder,
): TE.TaskEither<CliError, ReadonlyMap<string, JobState>> =>
  pipe(
    makeResultsFolder(folder.output),
    TE.flatMap(() =>
      pipe(lookAtJobs(farm, submitter)([...new Set(jobs.map(({ id }) => id))]), TE.mapLeft(fromFarmError)),
    ),
    TE.tap((states) => checkFree(farm, jobs, states, folder)),
  )
