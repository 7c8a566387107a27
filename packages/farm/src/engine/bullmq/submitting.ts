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

/** So many jobs are put in by one command, which has to end in its time on a slow machine too. */
const most = 200

/** A job, and where it stands among those that are submitted. */
interface Submission {
  readonly job: Job
  readonly index: number
}

/** Jobs of one lane that are put in together, in their order. */
interface Batch {
  readonly to: LaneQueue
  readonly submissions: readonly Submission[]
}

const batchesOf = (byLane: ReadonlyMap<LaneQueue, readonly Submission[]>): readonly Batch[] =>
  [...byLane].flatMap(([to, all]) =>
    Array.from({ length: Math.ceil(all.length / most) }, (_, i) => ({
      to,
      submissions: all.slice(i * most, (i + 1) * most),
    })),
  )

/**
 * Puts jobs into their lanes. One that is there is left as it is: BullMQ takes an id once. By whom it came, it
 * says itself: that is how two who send the same in one moment are told apart. Of one that is finished before it is
 * looked at, both are told that it is new.
 */
export const submit = ({ attempt, queues, registry, signals }: SubmittingOptions) => {
  /** Which of them are new. */
  const putIn = async ({ to: { queue }, submissions }: Batch): Promise<readonly boolean[]> => {
    const admitted = submissions.map(({ job }) => ({ job, admission: randomUUID() }))
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
      const byLane = new Map<LaneQueue, Submission[]>()
      for (const [index, job] of jobs.entries()) {
        const to = queues(job.lane)
        const before = byLane.get(to)
        if (before === undefined) byLane.set(to, [{ job, index }])
        else before.push({ job, index })
      }
      const lanes = [...byLane.keys()].map(({ lane }) => lane)
      // before, so that nothing lies where nobody looks; and after, where it was forgotten in between
      const listed = await attempt(() => registry.use(lanes))()
      if (E.isLeft(listed)) return listed
      const fresh = new Set<number>()
      for (const batch of batchesOf(byLane)) {
        const added = await attempt(() => putIn(batch))()
        if (E.isLeft(added)) return added
        batch.submissions.forEach(({ index }, i) => added.right[i] === true && fresh.add(index))
      }
      signals.wake()
      const again = await attempt(() => registry.use(lanes))()
      if (E.isLeft(again)) return again
      return E.right(jobs.map(({ id }, index) => ({ id, isNew: fresh.has(index) })))
    }
}
