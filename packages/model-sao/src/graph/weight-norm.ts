import type { Weights } from '@sigmastream/checkpoint'
import { div, type F32, mul, normOver } from '@sigmastream/onnx/operators'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import { weight } from './layer.js'

type Shape = readonly [first: number, second: number, kernel: number]

/**
 * A weight as its normalisation has it: the product of `direction` `[first, second, kernel]` and `scale` `[first, 1,
 * 1]`.
 */
interface DirectedWeight {
  readonly direction: F32
  readonly scale: F32
}

/**
 * v and g / |v|, the norm over all but the first dimension, from `NAME.weight_g` and `NAME.weight_v`. Nothing in the
 * scale depends on an input, so onnxruntime computes it once, when the graph is loaded. `MissingWeight`, `WrongShape`.
 * Source: Salimans and Kingma 2016, eq. 2; `torch.nn.utils.weight_norm` (for a transposed convolution the first
 * dimension is the input's).
 */
export const directedWeight = (
  weights: Weights,
  name: string,
  shape: Shape,
): E.Either<CheckpointError, DirectedWeight> =>
  pipe(
    E.Do,
    E.bind('length', () => weight(weights, `${name}.weight_g`, [shape[0], 1, 1])),
    E.bind('direction', () => weight(weights, `${name}.weight_v`, shape)),
    E.map(({ length, direction }) => ({ direction, scale: div(length, normOver(direction, [1, 2])) })),
  )

/** g v / |v|: the weight as one tensor, also computed when the graph is loaded. `MissingWeight`, `WrongShape`. */
export const normalizedWeight = (weights: Weights, name: string, shape: Shape): E.Either<CheckpointError, F32> =>
  pipe(
    directedWeight(weights, name, shape),
    E.map(({ direction, scale }) => mul(direction, scale)),
  )
