import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { LaneCount } from '../engine/engine.js'
import type { JobFault } from '../job/dead-letter.js'
import type { Need } from '../job/lane.js'
import type { ResultNote } from '../store/farm-store.js'
import { askEach, type Farm, type FarmError } from './farm.js'

/**
 * Where a job is: it waits, a worker says that it has it, its result is in the store, it was given up; or it is nowhere, for it was
 * cancelled, or was on its way from one place to another when it was looked for.
 */
export type JobState =
  | { readonly _tag: 'Waiting' | 'Running' | 'Gone' }
  | { readonly _tag: 'Done'; readonly note: ResultNote }
  | { readonly _tag: 'Dead'; readonly fault: JobFault }

const isSame = (one: Need, other: Need): boolean => one.model === other.model && one.memory === other.memory

/** Whether nothing that needs this waits or runs, whoever sent it. */
const isIdle = (lanes: readonly LaneCount[], need: Need | undefined): boolean =>
  need === undefined || lanes.every(({ lane, waiting, running }) => !isSame(lane.need, need) || waiting + running === 0)

/**
 * Looks where jobs of a submitter are: what was given up of another's is none of his. A job that an engine has forgotten cannot be told from one that waits while others do that need the same:
 * it counts as waiting then. Needs are read once, so keep the function where it is asked again.
 */
export const lookAtJobs = (
  { engine, store }: Farm,
  submitter: string,
): ((ids: readonly string[]) => TE.TaskEither<FarmError, ReadonlyMap<string, JobState>>) => {
  const needs = new Map<string, Need>()
  return (ids) =>
    pipe(
      TE.Do,
      // before the results: what has left its lane by then has its result in the store
      TE.bind('lanes', () => engine.lanes),
      TE.bind('dead', () => engine.dead),
      TE.bind('workers', () => engine.workers),
      TE.bindW('results', () => askEach(store.result)(ids)),
      TE.let('open', ({ results }) => ids.filter((id, i) => results[i] === null && !needs.has(id))),
      TE.tap(({ open }) =>
        pipe(
          askEach(store.job)(open),
          TE.map((jobs) => {
            for (const job of jobs) if (job !== null) needs.set(job.id, job.lane.need)
          }),
        ),
      ),
      TE.map(({ lanes, dead, workers, results }) => {
        const letters = new Map(
          dead.filter(({ job }) => job.lane.submitter === submitter).map((letter) => [letter.job.id, letter]),
        )
        const running = new Set(workers.flatMap(({ jobs }) => jobs))
        const stateOf = (id: string, note: ResultNote | null): JobState => {
          if (note !== null) return { _tag: 'Done', note }
          const letter = letters.get(id)
          if (letter !== undefined) return { _tag: 'Dead', fault: letter.fault }
          if (running.has(id)) return { _tag: 'Running' }
          return { _tag: isIdle(lanes, needs.get(id)) ? 'Gone' : 'Waiting' }
        }
        return new Map(ids.map((id, i) => [id, stateOf(id, results[i] ?? null)]))
      }),
    )
}
