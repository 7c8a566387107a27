import type { StoredWeight } from '@sigmastream/checkpoint'
import { PREFIX } from '../checkpoint/parts.js'
import { packingOf } from '../precision/matrices.js'
import { bytesOf, packedTensors } from '../precision/pack.js'
import type { Precision } from '../precision/precision.js'
import { EMBEDDING } from '../text/t5gemma/config.js'

/** Bytes of the weights of each network once it is loaded. */
export interface WeightBytes {
  readonly transformer: number
  readonly encoder: number
  readonly decoder: number
  readonly text: number
}

/** What of a weight its bytes depend on. */
type SizedWeight = Pick<StoredWeight, 'name' | 'shape'>

const sum = (bytes: readonly number[]): number => bytes.reduce((all, one) => all + one, 0)

/** In float32, whatever the weights are stored in. */
const float32Bytes = ({ shape }: SizedWeight): number =>
  shape.reduce((count, size) => count * size, Float32Array.BYTES_PER_ELEMENT)

const AUTOENCODER = `${PREFIX.autoencoder}model`

/**
 * The weights of a checkpoint measured by their shapes, by the names of the single file; what has none of its prefixes
 * is the text encoder's, of which T5Gemma's embedding stays in its file. They are held as `packingOf` says for
 * `precision`, but for the matrices in `kept`.
 */
export const weightBytes = (
  stored: readonly SizedWeight[],
  precision: Precision,
  kept: readonly string[],
): WeightBytes => {
  const under = (prefix: string) => stored.filter(({ name }) => name.startsWith(prefix))
  const others = Object.values(PREFIX)
  const isText = (name: string): boolean => name !== EMBEDDING && !others.some((prefix) => name.startsWith(prefix))
  const held = (weight: SizedWeight): number => {
    const packing = precision === 'fp32' || kept.includes(weight.name) ? null : packingOf(weight, precision)
    return packing === null ? float32Bytes(weight) : sum(packedTensors(weight, packing).map(bytesOf))
  }
  return {
    transformer: sum(under(PREFIX.denoiser).map(held)),
    encoder: sum(under(`${AUTOENCODER}.encoder.`).map(held)),
    decoder: sum(under(`${AUTOENCODER}.decoder.`).map(held)),
    text: sum(stored.filter(({ name }) => isText(name)).map(held)),
  }
}
