import { freemem } from 'node:os'
import type { Checkpoint } from '../checkpoint/checkpoint.js'
import { predictMemory } from '../memory/prediction.js'
import { weightBytes } from '../memory/weights.js'
import { PRECISIONS, type Precision } from '../precision/precision.js'
import { profiles, usualProfile } from '../profiles.js'
import { geometryOf } from './geometry.js'
import type { LoadOptions } from './options.js'
import { traitsOf } from './traits.js'

const usuallyGuided = (checkpoint: Checkpoint): boolean =>
  profiles[usualProfile(traitsOf(checkpoint).family, checkpoint.config.objective)].guidance !== 1

/**
 * The precision of the options. `auto` is the most exact one in which any run with the model is predicted to fit into
 * the memory that is free: the longest sound that it was made for, encoded and decoded, and guided where its runs are;
 * and the smallest where none does. A device has memory of its own, and no operators for packed weights: there it is
 * `fp32`.
 */
export const precisionOf = (checkpoint: Checkpoint, options: LoadOptions): Precision => {
  const { precision = 'fp32', device = 'cpu', free = freemem(), available = free } = options
  const { guided = usuallyGuided(checkpoint) } = options
  if (precision !== 'auto') return precision
  if (device !== 'cpu') return 'fp32'
  const { maxFrames: frames } = geometryOf(checkpoint.config)
  const run = { frames, batch: 1, guided, told: guided ? 2 : 1, encoded: true, decoded: true, available }
  const fits = (one: Precision): boolean =>
    predictMemory(checkpoint, weightBytes(checkpoint.stored, one, []), run).peak <= free
  return PRECISIONS.find(fits) ?? 'int4'
}
