import type { StoredWeight } from '@sigmastream/checkpoint'
import { PREFIX } from '../checkpoint/parts.js'
import { EMBEDDING } from '../text/t5gemma/config.js'
import { BLOCK } from './int4.js'
import type { PackedPrecision } from './precision.js'

/** The matrices of a block of the transformer: nine tenths of all weights, and the work of a step. */
const MATRIX =
  /^model\.model\.transformer\.layers\.\d+\.(self_attn\.to_(qkv|out)|cross_attn\.to_(q|kv|out)|to_local_embed\.(0|2)|ff\.ff\.(0\.proj|2))\.weight$/

/** Those of a block of a SAME autoencoder. */
const CODING_MATRIX =
  /^pretransform\.model\.(encoder|decoder)\.layers\.\d+\.transformers\.\d+\.(self_attn\.to_(qkv|out)|ff\.ff\.(0\.proj|2))\.weight$/

/** Those of a layer of a T5Gemma text encoder. */
const TEXT_MATRIX = /^encoder\.layers\.\d+\.(self_attn\.[qkvo]_proj|mlp\.(gate|up|down)_proj)\.weight$/

/** How the names of a T5Gemma text encoder begin. */
const TEXT_PREFIX = 'encoder.'

type NamedShape = Pick<StoredWeight, 'name' | 'shape'>

/** Whether a weight is a matrix of an autoencoder's blocks. */
export const isCodingMatrix = ({ name }: Pick<StoredWeight, 'name'>): boolean => CODING_MATRIX.test(name)

/** Whether a weight is a T5Gemma text encoder's; of one model, not of a model with another text encoder. */
export const isTextWeight = ({ name }: Pick<StoredWeight, 'name'>): boolean => name.startsWith(TEXT_PREFIX)

/** Whether a weight is a matrix of a text encoder's layers. */
export const isTextMatrix = ({ name }: Pick<StoredWeight, 'name'>): boolean => TEXT_MATRIX.test(name)

/**
 * Whether a SAME autoencoder and a T5Gemma text encoder are held in fewer bits where the transformer is held in this
 * precision.
 */
export const packsAutoencoderAndText = (precision: PackedPrecision): boolean =>
  precision === 'int8' || precision === 'int4'

/** Whether there is a text encoder among these weights that is held in fewer bits in this precision. */
export const packsText = (stored: readonly Pick<StoredWeight, 'name'>[], precision: PackedPrecision): boolean =>
  packsAutoencoderAndText(precision) && stored.some(isTextMatrix)

/**
 * What a weight is held in where the model is held in a precision, `null` where that is float32: the matrices of the
 * blocks, and in 4 bits those whose rows are whole blocks. A SAME autoencoder and a T5Gemma text encoder are held in 8
 * bits where the transformer is in 8 or in 4: 4 would be heard in the first, and make more than a fifth of what the second
 * says another.
 */
export const packingOf = (weight: NamedShape, precision: PackedPrecision): PackedPrecision | null => {
  const [, inputs = 0] = weight.shape
  if (isCodingMatrix(weight) || isTextMatrix(weight)) return packsAutoencoderAndText(precision) ? 'int8' : null
  return MATRIX.test(weight.name) && (precision !== 'int4' || inputs % BLOCK === 0) ? precision : null
}

/** Whether a weight can be held in that precision. */
export const isPackable = (weight: NamedShape, precision: PackedPrecision): boolean =>
  packingOf(weight, precision) !== null

/** A tensor of published SAME files that has no values, and no use. */
const isEmpty = ({ shape }: NamedShape): boolean => shape.includes(0)

/**
 * The weights that go into a file of packed ones: all of the transformer, and of an autoencoder and a text encoder that
 * are packed too, but for the embedding of the latter, of which few rows are read.
 */
export const weightsToPack = (stored: readonly StoredWeight[], precision: PackedPrecision): readonly StoredWeight[] => {
  const coding = packsAutoencoderAndText(precision) && stored.some(isCodingMatrix)
  const text = packsText(stored, precision)
  const prefixes = coding ? [PREFIX.denoiser, PREFIX.autoencoder] : [PREFIX.denoiser]
  const isPacked = (weight: StoredWeight): boolean =>
    prefixes.some((prefix) => weight.name.startsWith(prefix)) ||
    (text && isTextWeight(weight) && weight.name !== EMBEDDING)
  return stored.filter((weight) => isPacked(weight) && !isEmpty(weight))
}
