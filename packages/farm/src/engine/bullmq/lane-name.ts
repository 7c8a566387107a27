import { createHash } from 'node:crypto'
import type { Lane } from '../../job/lane.js'

/** The name of a lane's queue: something to read, and a hash that tells apart what differs in anything. */
export const laneName = ({ need, priority, submitter }: Lane): string => {
  const readable = `${submitter}-${priority}-${need.model}`.replaceAll(/[^A-Za-z0-9-]+/g, '_').slice(0, 40)
  const told = JSON.stringify([need.model, need.memory, priority, submitter])
  return `${readable}-${createHash('sha256').update(told).digest('hex').slice(0, 20)}`
}
