import { createHash } from 'node:crypto'
import type { Lane } from '../../job/lane.js'
import { laneKey } from '../../job/lane-key.js'

/** The name of a lane's queue: something to read, and a hash that tells apart what differs in anything. */
export const laneName = (lane: Lane): string => {
  const { need, priority, submitter } = lane
  const readable = `${submitter}-${priority}-${need.model}`.replaceAll(/[^A-Za-z0-9-]+/g, '_').slice(0, 40)
  return `${readable}-${createHash('sha256').update(laneKey(lane)).digest('hex').slice(0, 20)}`
}
