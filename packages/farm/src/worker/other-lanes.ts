import { either as E } from 'fp-ts'
import type { Engine } from '../engine/engine.js'
import type { JobPlace } from '../job/job.js'
import { laneKey } from '../job/lane-key.js'

/**
 * Whether a job waits or runs in another lane than this one too. It decides what becomes of a checkpoint, and of nothing
 * else: where the engine does not say, the job may be wanted, and its checkpoint stays. Should nobody want it, that is one
 * file too many, which goes with the result where the job is sent again; else who wants it would begin anew.
 */
export const isWantedElsewhere = async (
  { id, lane }: JobPlace,
  { lanesOf }: Pick<Engine, 'lanesOf'>,
): Promise<boolean> => {
  const lanes = await lanesOf(id)()
  return E.isLeft(lanes) || lanes.right.some((other) => laneKey(other) !== laneKey(lane))
}
