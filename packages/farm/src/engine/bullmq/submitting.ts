import { randomUUID } from 'node:crypto'
import { either as E, option as O, type taskEither as TE } from 'fp-ts'
import type { Job } from '../../job/job.js'
import type { Admission } from '../engine.js'
import type { EngineError } from '../error.js'
import type { Attempt } from './attempt.js'
import { entryOf, openEntry } from './entry.js'
import type { LaneQueue, LaneQueues } from './lane-queues.js'
import type { LaneRegistry } from './lane-registry.js'
import type { Signals } from './signals.js'

/** What submitting needs. */
export interface SubmittingOptions {
  readonly attempt: Attempt
  readonly queues: LaneQueues
  readonly registry: LaneRegistry
  readonly signals: Signals
}

/** So many jobs are put in by one command. */
const most = 500

/** Jobs of one lane that are put in together, in their order. */
interface Batch {
  readonly to: LaneQueue
  readonly jobs: readonly Job[]
}

const batchesOf = (jobs: readonly Job[], queues: LaneQueues): readonly Batch[] => {
  const byLane = new Map<LaneQueue, Job[]>()
  for (const job of jobs) {
    const to = queues(job.lane)
    byLane.set(to, [...(byLane.get(to) ?? []), job])
  }
  return [...byLane].flatMap(([to, all]) =>
    Array.from({ length: Math.ceil(all.length / most) }, (_, i) => ({ to, jobs: all.slice(i * most, (i + 1) * most) })),
  )
}

/**
 * Puts jobs into their lanes. One that is there is left as it is: BullMQ takes an id once. By whom it came, it
 * says itself: that is how two who send the same in one moment are told apart. Of one that is finished before it is
 * looked at, both are told that it is new.
 */
export const submit = ({ attempt, queues, registry, signals }: SubmittingOptions) => {
  /** Which of them are new. */
  const putIn = async ({ to: { queue }, jobs }: Batch): Promise<readonly boolean[]> => {
    const admitted = jobs.map((job) => ({ job, admission: randomUUID() }))
    await queue.addBulk(
      admitted.map(({ job, admission }) => ({
        name: 'render',
        data: entryOf(job, admission),
        opts: { jobId: job.id, removeOnComplete: true },
      })),
    )
    return Promise.all(
      admitted.map(async ({ job: { id }, admission }) => {
        const there = await queue.getJob(id)
        const open = openEntry(there?.data)
        return there === undefined || (O.isSome(open) && open.value.entry.admission === admission)
      }),
    )
  }
  return (jobs: readonly Job[]): TE.TaskEither<EngineError, readonly Admission[]> =>
    async () => {
      const lanes = [...new Set(jobs.map(({ lane }) => queues(lane)))].map(({ lane }) => lane)
      // before, so that nothing lies where nobody looks; and after, where it was forgotten in between
      const listed = await attempt(() => registry.use(lanes))()
      if (E.isLeft(listed)) return listed
      const fresh = new Set<Job>()
      for (const batch of batchesOf(jobs, queues)) {
        const added = await attempt(() => putIn(batch))()
        if (E.isLeft(added)) return added
        for (const job of batch.jobs.filter((_, i) => added.right[i])) fresh.add(job)
      }
      signals.wake()
      const again = await attempt(() => registry.use(lanes))()
      if (E.isLeft(again)) return again
      return E.right(jobs.map((job) => ({ id: job.id, isNew: fresh.has(job) })))
    }
}
