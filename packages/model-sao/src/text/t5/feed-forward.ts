import type { Weights } from '@sigmastream/checkpoint'
import { geluTanh, mul, relu } from '@sigmastream/onnx/operators'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../../checkpoint/errors.js'
import { type Layer, linearLayer } from '../../graph/layer.js'
import type { T5Config } from './config.js'

/**
 * The feed-forward layer of a T5 block, x `[batch, length, width]`: wo relu(wi x), or wo (gelu(wi_0 x) * wi_1 x) where
 * it is gated.
 *
 * Source: transformers' `T5DenseActDense` and `T5DenseGatedActDense`, whose "gated-gelu" is the tanh form.
 */
export const feedForward = (
  { width, innerWidth, feedForward: kind }: T5Config,
  weights: Weights,
  name: string,
): E.Either<CheckpointError, Layer> => {
  const into = (letters: string) => linearLayer(weights, `${name}.${letters}`, width, innerWidth)
  const out = linearLayer(weights, `${name}.wo`, innerWidth, width)
  switch (kind) {
    case 'relu':
      return pipe(
        E.Do,
        E.apS('wi', into('wi')),
        E.apS('wo', out),
        E.map(
          ({ wi, wo }) =>
            (x) =>
              wo(relu(wi(x))),
        ),
      )
    case 'gated-gelu':
      return pipe(
        E.Do,
        E.apS('gate', into('wi_0')),
        E.apS('wi', into('wi_1')),
        E.apS('wo', out),
        E.map(
          ({ gate, wi, wo }) =>
            (x) =>
              wo(mul(geluTanh(gate(x)), wi(x))),
        ),
      )
  }
}
