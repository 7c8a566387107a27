import type { Weights } from '@sigmastream/checkpoint'
import { layerNormalization, reshape, rmsNormalization } from '@sigmastream/onnx/operators'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import { type Layer, weight } from '../graph/layer.js'
import type { DitConfig } from './config.js'
import { geometryOf } from './geometry.js'

/** A norm of the last dimension, of the names that the weights of one have. */
type NormOf = (weights: Weights, name: string, width: number, epsilon: number) => E.Either<CheckpointError, Layer>

/** LayerNorm with a scale and a bias of these names. */
const layerNorm =
  (scale: string, bias: string): NormOf =>
  (weights, name, width, epsilon) =>
    pipe(
      E.Do,
      E.bind('scale', () => weight(weights, `${name}.${scale}`, [width])),
      E.bind('bias', () => weight(weights, `${name}.${bias}`, [width])),
      E.map((held) => (x) => layerNormalization(x, held.scale, held.bias, epsilon)),
    )

/** By the root mean square alone: Zhang and Sennrich 2019, eq. 4. */
const rmsNorm: NormOf = (weights, name, width, epsilon) =>
  pipe(
    weight(weights, `${name}.gamma`, [width]),
    E.map((gamma) => (x) => rmsNormalization(x, gamma, epsilon)),
  )

/** beta is a buffer of zeros in published models; it is read all the same. */
const BLOCK_NORMS: Readonly<Record<DitConfig['norm'], NormOf>> = { layer: layerNorm('gamma', 'beta'), rms: rmsNorm }

/**
 * The norm before a part of a block, with the reference's own names and PyTorch's epsilon. stable-audio-tools
 * `models/transformer.py`, `LayerNorm`; stable-audio-3 there, `RMSNorm`.
 */
export const blockNorm = (
  weights: Weights,
  name: string,
  { norm, embedDim }: DitConfig,
): E.Either<CheckpointError, Layer> => BLOCK_NORMS[norm](weights, name, embedDim, 1e-5)

const HEAD_NORMS: Readonly<Record<Exclude<DitConfig['qkNorm'], 'none'>, NormOf>> = {
  ln: layerNorm('weight', 'bias'),
  rms: rmsNorm,
}

/**
 * What is done to queries or keys `[batch, tokens, heads * headDim]` before they meet: nothing, or a norm of each head
 * by itself. stable-audio-tools `models/transformer.py`, `Attention.apply_qk_layernorm`.
 */
export const headNorm = (
  weights: Weights,
  name: string,
  config: DitConfig,
  heads: number,
): E.Either<CheckpointError, Layer> => {
  const { headDim } = geometryOf(config)
  return config.qkNorm === 'none'
    ? E.right((x) => x)
    : pipe(
        HEAD_NORMS[config.qkNorm](weights, name, headDim, 1e-6),
        E.map((norm) => (x) => reshape(norm(reshape(x, [0, 0, heads, headDim])), [0, 0, heads * headDim])),
      )
}
