import type { Lane } from '../../job/lane.js'
import type { LaneCount } from '../engine.js'
import type { LaneQueue, LaneQueues } from './lane-queues.js'
import type { LaneRegistry } from './lane-registry.js'

/** How many jobs of a lane are where. */
export const countOf = async ({ lane, queue }: LaneQueue): Promise<LaneCount> => {
  const counts = await queue.getJobCounts('waiting', 'active', 'failed')
  return { lane, waiting: counts['waiting'] ?? 0, running: counts['active'] ?? 0, dead: counts['failed'] ?? 0 }
}

/** Whether nothing is in a lane. */
export const isEmpty = ({ waiting, running, dead }: LaneCount): boolean => waiting + running + dead === 0

/** The lanes of a farm, and what is in each. */
export interface Census {
  readonly all: () => Promise<readonly LaneQueue[]>
  readonly count: () => Promise<readonly LaneCount[]>
  /** Those in which a job waits or runs. */
  readonly lanesOf: (job: string) => Promise<readonly Lane[]>
}

/** See `Census`. */
export const censusOf = (registry: LaneRegistry, queues: LaneQueues): Census => {
  const all = async (): Promise<readonly LaneQueue[]> => (await registry.list()).map(({ lane }) => queues(lane))
  const lanesOf = async (job: string): Promise<readonly Lane[]> => {
    const found = await Promise.all(
      (await all()).map(async ({ lane, queue }) => {
        const state = await queue.getJobState(job)
        return state === 'waiting' || state === 'active' ? [lane] : []
      }),
    )
    return found.flat()
  }
  return { all, lanesOf, count: async () => Promise.all((await all()).map(countOf)) }
}
