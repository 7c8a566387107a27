import { layerNormalization, reshape } from '@sigmastream/onnx/operators'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import type { Weights } from '../checkpoint/weights.js'
import { type Layer, weight } from '../graph/layer.js'
import type { DitConfig } from './config.js'
import { geometryOf } from './geometry.js'

/**
 * LayerNorm over the last dimension with the reference's own names, `NAME.gamma` and `NAME.beta`, and PyTorch's
 * epsilon. beta is a buffer of zeros in published models; it is read all the same. stable-audio-tools
 * `models/transformer.py`, `LayerNorm`.
 */
export const blockNorm = (weights: Weights, name: string, width: number): E.Either<CheckpointError, Layer> =>
  pipe(
    E.Do,
    E.bind('gamma', () => weight(weights, `${name}.gamma`, [width])),
    E.bind('beta', () => weight(weights, `${name}.beta`, [width])),
    E.map(
      ({ gamma, beta }) =>
        (x) =>
          layerNormalization(x, gamma, beta, 1e-5),
    ),
  )

/**
 * What is done to queries or keys `[batch, tokens, heads * headDim]` before they meet: nothing, or (`qkNorm` "ln") a
 * LayerNorm of each head by itself. stable-audio-tools `models/transformer.py`, `Attention.apply_qk_layernorm`.
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
        E.Do,
        E.bind('scale', () => weight(weights, `${name}.weight`, [headDim])),
        E.bind('bias', () => weight(weights, `${name}.bias`, [headDim])),
        E.map(({ scale, bias }) => (x) => {
          const byHead = reshape(x, [0, 0, heads, headDim])
          return reshape(layerNormalization(byHead, scale, bias, 1e-6), [0, 0, heads * headDim])
        }),
      )
}
