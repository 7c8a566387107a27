import type { Weights } from '@sigmastream/checkpoint'
import { add, div, meanOver, mul, scalar, sqrt } from '@sigmastream/onnx/operators'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../../checkpoint/errors.js'
import { type Layer, weight } from '../../graph/layer.js'
import type { T5Config } from './config.js'

/**
 * x / sqrt(mean(x^2) + epsilon) * weight over the channels `[..., width]`: no mean is taken away and nothing added.
 *
 * Source: Zhang and Sennrich 2019, equation 4, as in transformers' `T5LayerNorm`.
 */
export const rmsNorm = (
  { width, epsilon }: T5Config,
  weights: Weights,
  name: string,
): E.Either<CheckpointError, Layer> =>
  pipe(
    weight(weights, `${name}.weight`, [width]),
    E.map((gain) => (x) => mul(div(x, sqrt(add(meanOver(mul(x, x), -1), scalar(epsilon)))), gain)),
  )
