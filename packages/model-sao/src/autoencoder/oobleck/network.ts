import type { Weights } from '@sigmastream/checkpoint'
import { add, conv1d, type F32, tanh } from '@sigmastream/onnx/operators'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../../checkpoint/errors.js'
import { type Layer, weight } from '../../graph/layer.js'
import { normalizedWeight } from '../../graph/weight-norm.js'
import type { Convolution, LayerSpec } from './layers.js'
import { snakeBeta } from './snake-beta.js'
import { upsampling } from './upsampling.js'

const convolution = (weights: Weights, layer: Convolution): E.Either<CheckpointError, Layer> => {
  const { name, inputs, outputs, kernel, bias } = layer
  return pipe(
    E.Do,
    E.bind('kernel', () => normalizedWeight(weights, name, [outputs, inputs, kernel])),
    E.bind('bias', () => (bias ? weight(weights, `${name}.bias`, [outputs]) : E.right(undefined))),
    E.map((found) => (x) => conv1d(x, found.kernel, found.bias, layer)),
  )
}

const layerOf =
  (weights: Weights) =>
  (layer: LayerSpec): E.Either<CheckpointError, Layer> => {
    switch (layer._tag) {
      case 'Convolution':
        return convolution(weights, layer)
      case 'Upsampling':
        return upsampling(weights, layer)
      case 'SnakeBeta':
        return snakeBeta(weights, layer)
      case 'Residual':
        return pipe(
          network(weights, layer.layers),
          E.map((inner) => (x) => add(x, inner(x))),
        )
      case 'Tanh':
        return E.right(tanh)
    }
  }

/**
 * Layers one after the other, with their weights: `[batch, channels, length]` to the same. `MissingWeight`,
 * `WrongShape`.
 */
export const network = (weights: Weights, layers: readonly LayerSpec[]): E.Either<CheckpointError, Layer> =>
  pipe(
    E.traverseArray(layerOf(weights))(layers),
    E.map((applied) => (x: F32) => applied.reduce((value, apply) => apply(value), x)),
  )
