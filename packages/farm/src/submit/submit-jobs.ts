import { createHash } from 'node:crypto'
import { readonlyArray as RA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Admission } from '../engine/engine.js'
import type { Job } from '../job/job.js'
import type { StoreError } from '../store/error.js'
import type { JobList } from '../store/farm-store.js'
import type { NamedJob } from './desk.js'
import { askEach, type Farm, type FarmError } from './farm.js'
import { tellOf } from './tell.js'

/** What became of a list that was sent. */
export interface Submission {
  readonly list: JobList
  /** The jobs that are new to the farm. */
  readonly added: readonly string[]
  /** Those that wait, run or were given up there already. */
  readonly present: readonly string[]
  /** Those whose results are in the store already: they are not made again. */
  readonly done: readonly string[]
}

/** So many jobs are handed over at once. */
const portion = 500

/** The list of jobs under the names of their results: sent again by the same submitter it is the same list. */
const listOf = (jobs: readonly NamedJob[], submitter: string, at: number): JobList => {
  const entries = jobs.map(({ job, name }) => ({ id: job.id, name }))
  const id = createHash('sha256')
    .update(JSON.stringify({ submitter, jobs: entries }))
    .digest('hex')
  return { id, submitter, at, jobs: entries }
}

/** Takes in the sounds of all jobs. Errors: the store's; a file that has become another since it was looked into. */
const sendSounds = ({ store }: Farm, jobs: readonly NamedJob[]): TE.TaskEither<StoreError, void> => {
  const known = new Set(jobs.flatMap(({ job }) => job.sounds))
  return pipe(
    [...new Set(jobs.flatMap(({ files }) => files))],
    askEach((path: string) =>
      pipe(
        store.addSound(path),
        TE.filterOrElse(
          (id) => known.has(id),
          (): StoreError => ({ _tag: 'LocalFileFailed', path, message: 'it was changed meanwhile' }),
        ),
      ),
    ),
    TE.map(() => undefined),
  )
}

/**
 * Sends jobs as a list: their sounds and they themselves to the store, then to the engine, whatever was there already left as it
 * is. Where it fails half-way, sending the same again completes it. `at` is milliseconds since 1970.
 */
export const submitJobs = (
  farm: Farm,
  jobs: readonly NamedJob[],
  { submitter, at }: Pick<JobList, 'submitter' | 'at'>,
): TE.TaskEither<FarmError, Submission> => {
  const { engine, store } = farm
  const list = listOf(jobs, submitter, at)
  const distinct: readonly Job[] = [...new Map(jobs.map(({ job }) => [job.id, job])).values()]
  return pipe(
    sendSounds(farm, jobs),
    TE.flatMap(() => askEach(store.noteJob)(distinct)),
    TE.flatMap(() => store.noteList(list)),
    TE.flatMap(() => askEach(({ id }: Job) => store.result(id))(distinct)),
    TE.bindTo('results'),
    TE.let('parts', ({ results }) => RA.partitionWithIndex((i) => results[i] === null)(distinct)),
    TE.bindW('admissions', ({ parts: { right: open } }) =>
      pipe(
        RA.chunksOf(portion)(open),
        TE.traverseSeqArray(engine.submit),
        TE.map((answers): readonly Admission[] => answers.flat()),
      ),
    ),
    TE.let('added', ({ admissions }) => admissions.flatMap(({ id, isNew }) => (isNew ? [id] : []))),
    TE.tap(({ added }) => askEach(tellOf(engine, { _tag: 'Waiting', submitter }, at))(added)),
    TE.map(({ parts: { left: made }, admissions, added }) => ({
      list,
      added,
      present: admissions.flatMap(({ id, isNew }) => (isNew ? [] : [id])),
      done: made.map(({ id }) => id),
    })),
  )
}
