import type { Engine, Lane, LaneCount, Lease } from '../../src/index.js'
import { answerOf, laneOf } from './samples.js'

/** The lane of most laws. */
export const anna = laneOf('anna')

/** A lane and how many of its jobs wait, run and are dead. */
export const countOf = (waiting: number, running = 0, dead = 0, lane = anna): LaneCount => ({
  lane,
  waiting,
  running,
  dead,
})

/** What a law takes jobs from. */
interface Source {
  readonly engine: Engine
}

/** Takes a job that must be there. */
export const take = async ({ engine }: Source, lane: Lane = anna, worker = 'w1'): Promise<Lease> => {
  const lease = await answerOf(engine.work(lane, worker))
  if (lease === null) throw new Error('no job waits')
  return lease
}

/** The ids of all jobs of a lane, which are taken and finished one by one. */
export const takeAll = async ({ engine }: Source, lane: Lane = anna): Promise<readonly string[]> => {
  const ids: string[] = []
  for (;;) {
    const lease = await answerOf(engine.work(lane, 'w1'))
    if (lease === null) return ids
    ids.push(lease.job.id)
    await answerOf(lease.finish)
  }
}
