import { either as E, option as O, type taskEither as TE } from 'fp-ts'
import type { JobPlace } from '../../job/job.js'
import type { Cancellation } from '../engine.js'
import type { EngineError } from '../error.js'
import type { Attempt } from './attempt.js'
import type { BullServer } from './bull-server.js'
import { isDone } from './ends.js'
import { type Entry, openEntry } from './entry.js'
import type { LaneQueues } from './lane-queues.js'
import { type Signals, topics } from './signals.js'

/** What taking a job out, or in again, needs. */
export interface PlacesOptions {
  readonly server: BullServer
  readonly attempt: Attempt
  readonly queues: LaneQueues
  readonly signals: Signals
}

/** A job may be taken, or given back, while it is looked at: then it is looked at again, so often. */
const looks = 5

/**
 * Takes a job out where it waits. Where it runs, that it is cancelled is written down with it, for who takes it next,
 * and told, for who has it: whichever comes first, and though one is lost.
 */
export const cancel =
  ({ server: { relay, removeWaiting }, attempt, queues, signals }: PlacesOptions) =>
  ({ id, lane }: JobPlace): TE.TaskEither<EngineError, Cancellation> => {
    const { queue } = queues(lane)
    const tell = async (): Promise<Cancellation | null> => {
      const queued = await queue.getJob(id)
      const open = openEntry(queued?.data)
      if (queued === undefined || O.isNone(open)) return null
      const { entry } = open.value
      const cancelled: Entry = { ...entry, cancelled: true }
      if (!(await isDone(queued.updateData(cancelled)))) return null
      await relay.publish(topics.cancel, entry.admission)
      return 'told'
    }
    const look = async (): Promise<Cancellation | null> => {
      const state = await queue.getJobState(id)
      if (state === 'active') return tell()
      if (state === 'waiting') return (await removeWaiting(queue.name, id)) ? 'removed' : null
      return 'absent'
    }
    return async () => {
      for (let i = 0; i < looks; i++) {
        const found = await attempt(look)()
        if (E.isLeft(found)) return found
        if (found.right === null) continue
        if (found.right === 'removed') signals.ended()
        return E.right(found.right)
      }
      return E.right('absent')
    }
  }
