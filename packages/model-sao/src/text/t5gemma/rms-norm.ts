import type { Weights } from '@sigmastream/checkpoint'
import { add, div, meanOver, mul, scalar, sqrt } from '@sigmastream/onnx/operators'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../../checkpoint/errors.js'
import { type Layer, weight } from '../../graph/layer.js'
import type { T5GemmaConfig } from './config.js'

/**
 * x / sqrt(mean(x^2) + epsilon) * (1 + weight) over the channels `[..., width]`.
 *
 * Source: transformers' `T5GemmaRMSNorm`.
 */
export const rmsNorm = (
  { width, epsilon }: T5GemmaConfig,
  weights: Weights,
  name: string,
): E.Either<CheckpointError, Layer> =>
  pipe(
    weight(weights, `${name}.weight`, [width]),
    E.map((stored) => {
      const gain = add(stored, scalar(1))
      return (x) => mul(div(x, sqrt(add(meanOver(mul(x, x), -1), scalar(epsilon)))), gain)
    }),
  )
