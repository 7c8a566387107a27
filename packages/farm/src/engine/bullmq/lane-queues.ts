import { type IQueueBackend, Queue, Worker } from 'bullmq'
import type { Lane } from '../../job/lane.js'
import { laneKey } from '../../job/lane-key.js'
import { laneName } from './lane-name.js'

/** The queue of a lane, and the hand that takes from it. */
export interface LaneQueue {
  readonly lane: Lane
  readonly queue: Queue<unknown, unknown, string, unknown, unknown, string, IQueueBackend>
  readonly worker: Worker<unknown, unknown, string, IQueueBackend>
}

/** Gives the queue of a lane. */
export type LaneQueues = (lane: Lane) => LaneQueue

/** How many of BullMQ's own notes a queue keeps: nobody reads them, and none at all is not to be had. */
const mostNotes = 10

/**
 * The queues of lanes, made when they are first asked for. They share the connections of the server, so that a hundred
 * cost no more of them than one; nothing of them blocks, and nothing runs by itself.
 */
export const laneQueues = (backend: IQueueBackend, farm: string): LaneQueues => {
  const known = new Map<string, LaneQueue>()
  // BullMQ asks for a connection; the one that is used is that of `backend`
  const connection = {}
  const shared = (name: string): IQueueBackend => backend.forQueue(name)
  return (lane) => {
    const key = laneKey(lane)
    const found = known.get(key)
    if (found !== undefined) return found
    const name = `${farm}-${laneName(lane)}`
    const made: LaneQueue = {
      lane,
      queue: new Queue(name, { connection, streams: { events: { maxLen: mostNotes } } }, shared),
      worker: new Worker(name, undefined, { connection, autorun: false }, shared),
    }
    known.set(key, made)
    return made
  }
}
