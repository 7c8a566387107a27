import { either as E } from 'fp-ts'
import type { Engine } from '../engine/engine.js'
import type { JobPlace } from '../job/job.js'
import { laneKey } from '../job/lane-key.js'

/**
 * Whether a job waits or runs in another lane than this one too. Where the engine does not say, it may: what is kept for
 * nobody is forgotten with the result.
 */
export const isWantedElsewhere = async (
  { id, lane }: JobPlace,
  { lanesOf }: Pick<Engine, 'lanesOf'>,
): Promise<boolean> => {
  const lanes = await lanesOf(id)()
  return E.isLeft(lanes) || lanes.right.some((other) => laneKey(other) !== laneKey(lane))
}
