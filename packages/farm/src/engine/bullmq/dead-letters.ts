import { randomUUID } from 'node:crypto'
import { option as O, type taskEither as TE } from 'fp-ts'
import type { DeadLetter } from '../../job/dead-letter.js'
import type { JobPlace } from '../../job/job.js'
import type { EngineError } from '../error.js'
import type { PlacesOptions } from './cancelling.js'
import { isDone } from './ends.js'
import { type Entry, openEntry } from './entry.js'
import type { LaneQueue } from './lane-queues.js'
import { letterOf } from './letter.js'

/** The dead letters of some lanes, the oldest first. What this version did not write is left out. */
export const deadLetters = async (lanes: readonly LaneQueue[]): Promise<readonly DeadLetter[]> => {
  const failed = await Promise.all(lanes.map(({ queue }) => queue.getFailed()))
  const letters = failed.flat().flatMap(({ data, failedReason }) => {
    const letter = letterOf(data, failedReason)
    return O.isSome(letter) ? [letter.value] : []
  })
  return letters.toSorted((one, other) => one.at - other.at)
}

/**
 * Puts a job that was given up into its lane again, as one that comes anew: its losses are forgiven, and a cancel of
 * before is not meant for it.
 */
export const retry =
  ({ attempt, queues, signals }: Omit<PlacesOptions, 'server'>) =>
  ({ id, lane }: JobPlace): TE.TaskEither<EngineError, boolean> =>
    attempt(async () => {
      const queued = await queues(lane).queue.getJob(id)
      const open = openEntry(queued?.data)
      if (queued === undefined || O.isNone(open) || !(await queued.isFailed())) return false
      const anew: Entry = {
        ...open.value.entry,
        admission: randomUUID(),
        forgiven: queued.stalledCounter,
        cancelled: false,
      }
      if (!(await isDone(queued.updateData(anew)))) return false
      const isBack = await isDone(queued.retry('failed'))
      if (isBack) signals.wake()
      return isBack
    })
