import type { Lane, LaneCount, WorkerCard } from '@sigmastream/farm'
import { gigabytes } from '@sigmastream/pipeline'
import { shortId } from './list-names.js'

/** A model as a person reads it: the embedded one, or the beginning of its identity. */
export const modelText = (model: string): string => (model === 'exemplar' ? 'the embedded model' : shortId(model))

const memoryText = ({ need: { memory } }: Lane): string => (memory === null ? 'not known' : gigabytes(memory))

/** What a lane holds, as a row; see `laneHeading`. */
export const laneRow = ({ lane, waiting, running, dead }: LaneCount): readonly string[] => [
  lane.submitter,
  lane.priority,
  modelText(lane.need.model),
  memoryText(lane),
  String(waiting),
  String(running),
  String(dead),
]

/** The heading of `laneRow`. */
export const laneHeading = ['submitter', 'priority', 'model', 'memory', 'waiting', 'running', 'given up'] as const

const countText = (count: number): string => (count === 1 ? '1 waits' : `${count} wait`)

/** Why no present worker can take what waits in a lane; `null` where one can. */
const obstacleOf = ({ need: { model, memory } }: Lane, workers: readonly WorkerCard[]): string | null => {
  if (workers.length === 0) return 'a worker, and there is none'
  const able = workers.filter(({ models }) => models.includes(model))
  if (able.length === 0) return `${modelText(model)}, which no worker has`
  const most = Math.max(...able.map((card) => card.memory))
  return memory === null || memory <= most
    ? null
    : `${gigabytes(memory)} of memory, and no worker with ${modelText(model)} has more than ${gigabytes(most)}`
}

/** What no present worker can do, a line for each reason. */
export const obstacleLines = (lanes: readonly LaneCount[], workers: readonly WorkerCard[]): readonly string[] => {
  const counts = new Map<string, number>()
  for (const { lane, waiting } of lanes) {
    const obstacle = waiting === 0 ? null : obstacleOf(lane, workers)
    if (obstacle !== null) counts.set(obstacle, (counts.get(obstacle) ?? 0) + waiting)
  }
  return [...counts].map(([obstacle, count]) => `${countText(count)} for ${obstacle}`)
}
