import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import type { Weights } from '../checkpoint/weights.js'
import { weight } from '../graph/layer.js'
import { div, type F32, mul, norm } from '../graph/operators.js'

/**
 * g v / |v|, the norm over all but the first dimension, from `NAME.weight_g` and `NAME.weight_v` `[first, second, kernel]`.
 * Nothing in it depends on an input, so onnxruntime computes it once, when the graph is loaded. `MissingWeight`,
 * `WrongShape`. Source: Salimans and Kingma 2016, eq. 2; `torch.nn.utils.weight_norm` (for a transposed convolution the first
 * dimension is the input's).
 */
export const normalised = (
  weights: Weights, name: string, shape: readonly [first: number, second: number, kernel: number],
): E.Either<CheckpointError, F32> =>
  pipe(
    E.Do,
    E.bind('length', () => weight(weights, `${name}.weight_g`, [shape[0], 1, 1])),
    E.bind('direction', () => weight(weights, `${name}.weight_v`, shape)),
    E.map(({ length, direction }) => mul(direction, div(length, norm(direction, [1, 2])))),
  )
