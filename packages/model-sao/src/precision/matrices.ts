import { PREFIX } from '../checkpoint/parts.js'
import type { StoredWeight } from '../checkpoint/weights.js'
import { BLOCK } from './int4.js'
import type { PackedPrecision } from './precision.js'

/** The matrices of a block of the transformer: nine tenths of all weights, and the work of a step. */
const MATRIX =
  /^model\.model\.transformer\.layers\.\d+\.(self_attn\.to_(qkv|out)|cross_attn\.to_(q|kv|out)|to_local_embed\.(0|2)|ff\.ff\.(0\.proj|2))\.weight$/

/** Those of a block of a SAME autoencoder. */
const CODING_MATRIX =
  /^pretransform\.model\.(encoder|decoder)\.layers\.\d+\.transformers\.\d+\.(self_attn\.to_(qkv|out)|ff\.ff\.(0\.proj|2))\.weight$/

type NamedShape = Pick<StoredWeight, 'name' | 'shape'>

/** Whether a weight is a matrix of an autoencoder's blocks. */
export const isCodingMatrix = ({ name }: Pick<StoredWeight, 'name'>): boolean => CODING_MATRIX.test(name)

/** Whether an autoencoder is held in fewer bits where the transformer is held in this precision. */
export const packsCoding = (precision: PackedPrecision): boolean => precision === 'int8' || precision === 'int4'

/**
 * What a weight is held in where the model is held in a precision, `null` where that is float32: the matrices of the
 * blocks, and in 4 bits those whose rows are whole blocks. A SAME autoencoder is held in 8 bits where the transformer is
 * in 8 or in 4, which would be heard in it.
 */
export const packingOf = (weight: NamedShape, precision: PackedPrecision): PackedPrecision | null => {
  const [, inputs = 0] = weight.shape
  if (isCodingMatrix(weight)) return packsCoding(precision) ? 'int8' : null
  return MATRIX.test(weight.name) && (precision !== 'int4' || inputs % BLOCK === 0) ? precision : null
}

/** Whether a weight can be held in that precision. */
export const isPackable = (weight: NamedShape, precision: PackedPrecision): boolean =>
  packingOf(weight, precision) !== null

/** A tensor of published SAME files that has no values, and no use. */
const isEmpty = ({ shape }: NamedShape): boolean => shape.includes(0)

/** The weights that go into a file of packed ones: all of the transformer, and of an autoencoder that is packed too. */
export const weightsToPack = (stored: readonly StoredWeight[], precision: PackedPrecision): readonly StoredWeight[] => {
  const coding = packsCoding(precision) && stored.some(isCodingMatrix)
  const prefixes = coding ? [PREFIX.denoiser, PREFIX.autoencoder] : [PREFIX.denoiser]
  return stored.filter((weight) => prefixes.some((prefix) => weight.name.startsWith(prefix)) && !isEmpty(weight))
}
