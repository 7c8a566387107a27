import { PREFIX } from '../checkpoint/parts.js'
import type { StoredWeight } from '../checkpoint/weights.js'
import { BLOCK } from './int4.js'
import type { PackedPrecision } from './precision.js'

/** The matrices of a block: nine tenths of all weights, and the work of a step. */
const MATRIX =
  /^model\.model\.transformer\.layers\.\d+\.(self_attn\.to_(qkv|out)|cross_attn\.to_(q|kv|out)|to_local_embed\.(0|2)|ff\.ff\.(0\.proj|2))\.weight$/

/** The weights of the diffusion transformer. */
export const transformerWeights = (stored: readonly StoredWeight[]): readonly StoredWeight[] =>
  stored.filter(({ name }) => name.startsWith(PREFIX.denoiser))

/**
 * Whether a weight can be held in that precision: the matrices of the blocks, and in 4 bits those whose rows are whole
 * blocks.
 */
export const isPackable = (
  { name, shape: [, inputs = 0] }: Pick<StoredWeight, 'name' | 'shape'>,
  precision: PackedPrecision,
): boolean => MATRIX.test(name) && (precision !== 'int4' || inputs % BLOCK === 0)
