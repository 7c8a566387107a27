import { freemem } from 'node:os'
import type { Checkpoint } from '../checkpoint/checkpoint.js'
import { predictMemory } from '../memory/prediction.js'
import { weightBytes } from '../memory/weights.js'
import { type Precision, PRECISIONS } from '../precision/precision.js'
import { geometryOf } from './geometry.js'
import type { LoadOptions } from './options.js'

/** The least that coding is predicted with: it makes its chunks as small as it must. */
const CODING = 2 ** 28

/**
 * The precision of the options. `auto` is the most exact one in which the longest sound that the model was made for is predicted to fit
 * into the memory that is free, guided and decoded, and the smallest where none does.
 */
export const precisionOf = (checkpoint: Checkpoint, { precision = 'fp32', free = freemem(), available = CODING }: LoadOptions): Precision => {
  if (precision !== 'auto') return precision
  const { maxFrames: frames } = geometryOf(checkpoint.config)
  const run = { frames, batch: 1, guided: true, told: 2, encoded: false, decoded: true, available: Math.min(available, CODING) }
  const fits = (one: Precision): boolean => predictMemory(checkpoint, weightBytes(checkpoint.stored, one, []), run).peak <= free
  return PRECISIONS.find(fits) ?? 'int4'
}
