import type { Weights } from '@sigmastream/checkpoint'
import { add, type F32, matMul, reshape, softmax, transpose } from '@sigmastream/onnx/operators'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../../checkpoint/errors.js'
import { linearLayer } from '../../graph/layer.js'
import type { T5Config } from './config.js'

/**
 * The self-attention of a T5 block, x `[batch, length, width]` with `bias` `[batch, heads, length, length]` added to
 * the scores. Scores are not divided by the square root of a head's width: T5 has that in its weights.
 *
 * Source: transformers' `T5Attention`.
 */
export const selfAttention = (
  { width, heads, headWidth }: T5Config,
  weights: Weights,
  name: string,
): E.Either<CheckpointError, (x: F32, bias: F32) => F32> => {
  const inner = heads * headWidth
  return pipe(
    E.Do,
    E.apS('q', linearLayer(weights, `${name}.q`, width, inner)),
    E.apS('k', linearLayer(weights, `${name}.k`, width, inner)),
    E.apS('v', linearLayer(weights, `${name}.v`, width, inner)),
    E.apS('o', linearLayer(weights, `${name}.o`, inner, width)),
    E.map(({ q, k, v, o }) => (x, bias) => {
      const split = (all: F32, order: readonly number[]): F32 =>
        transpose(reshape(all, [0, 0, heads, headWidth]), order)
      const attention = softmax(add(matMul(split(q(x), [0, 2, 1, 3]), split(k(x), [0, 2, 3, 1])), bias))
      return o(reshape(transpose(matMul(attention, split(v(x), [0, 2, 1, 3])), [0, 2, 1, 3]), [0, 0, inner]))
    }),
  )
}
