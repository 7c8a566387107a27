import { either as E, type taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Cancellation } from '../engine/engine.js'
import type { EngineError } from '../engine/error.js'
import type { Lane } from '../job/lane.js'
import { laneKey } from '../job/lane-key.js'
import type { JobList } from '../store/farm-store.js'
import { askEach, type Farm, type FarmError } from './farm.js'
import { tellOf } from './tell.js'

/** The lanes that a job may be in: one submitter may have sent it twice, with another priority. */
const lanesOf = (lane: Lane, lanes: readonly Lane[], submitter: string): readonly Lane[] => {
  const likely = lanes.filter(
    ({ need, submitter: whose }) =>
      whose === submitter && need.model === lane.need.model && need.memory === lane.need.memory,
  )
  return [...new Map(likely.map((one) => [laneKey(one), one])).values()]
}

/**
 * Takes jobs of a submitter out of the lanes that they wait in, and tells the workers of those that run. `at` is milliseconds since
 * 1970. What each was, by its id: `absent` is one that is over, or was never sent.
 */
export const cancelJobs =
  (
    farm: Farm,
    { submitter, jobs }: Pick<JobList, 'submitter' | 'jobs'>,
    at: number,
  ): TE.TaskEither<FarmError, ReadonlyMap<string, Cancellation>> =>
  async () => {
    const { engine, store } = farm
    const ids = [...new Set(jobs.map(({ id }) => id))]
    const noted = await askEach(store.job)(ids)()
    if (E.isLeft(noted)) return noted
    const laneOf = new Map(noted.right.flatMap((job) => (job === null ? [] : [[job.id, job.lane] as const])))
    const counts = await engine.lanes()
    if (E.isLeft(counts)) return counts
    const lanes = counts.right.map(({ lane }) => lane)
    const tell = tellOf(engine, { _tag: 'Cancelled', submitter }, at)

    const cancel =
      (id: string, lane: Lane): TE.TaskEither<EngineError, Cancellation> =>
      async () => {
        for (const likely of lanesOf(lane, lanes, submitter)) {
          const was = await engine.cancel({ id, lane: likely })()
          if (E.isLeft(was)) return was
          if (was.right === 'absent') continue
          const told = was.right === 'removed' ? await tell(id)() : E.right(undefined)
          return E.isLeft(told) ? told : was
        }
        return E.right('absent')
      }
    return pipe(
      await askEach((id: string) => {
        const lane = laneOf.get(id)
        return lane === undefined
          ? () => Promise.resolve(E.right<EngineError, Cancellation>('absent'))
          : cancel(id, lane)
      })(ids)(),
      E.map((all) => new Map(ids.map((id, i) => [id, all[i] ?? 'absent']))),
    )
  }
