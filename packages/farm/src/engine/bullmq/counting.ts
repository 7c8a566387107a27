import type { LaneCount } from '../engine.js'
import type { LaneQueue, LaneQueues } from './lane-queues.js'
import type { LaneRegistry, Listed } from './lane-registry.js'

/** How many jobs of a lane are where. */
export const countOf = async ({ lane, queue }: LaneQueue): Promise<LaneCount> => {
  const counts = await queue.getJobCounts('waiting', 'active', 'failed')
  return { lane, waiting: counts['waiting'] ?? 0, running: counts['active'] ?? 0, dead: counts['failed'] ?? 0 }
}

/** Whether nothing is in a lane. */
export const isEmpty = ({ waiting, running, dead }: LaneCount): boolean => waiting + running + dead === 0

/** The lanes of a farm, each with what is in it. */
export interface Census {
  readonly all: () => Promise<readonly LaneQueue[]>
  readonly count: () => Promise<readonly (LaneCount & Pick<Listed, 'at'>)[]>
}

/** See `Census`. */
export const censusOf = (registry: LaneRegistry, queues: LaneQueues): Census => ({
  all: async () => (await registry.list()).map(({ lane }) => queues(lane)),
  count: async () =>
    Promise.all((await registry.list()).map(async ({ lane, at }) => ({ ...(await countOf(queues(lane))), at }))),
})
