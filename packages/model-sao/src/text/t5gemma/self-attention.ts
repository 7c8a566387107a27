import type { Weights } from '@sigmastream/checkpoint'
import {
  type F32,
  matMul,
  mul,
  type RotaryTables,
  reshape,
  rotate,
  scalar,
  softmax,
  tanh,
  transpose,
} from '@sigmastream/onnx/operators'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../../checkpoint/errors.js'
import { linearLayer } from '../../graph/layer.js'
import type { T5GemmaConfig } from './config.js'

/** Scores held below the cap c: c tanh(s / c), with s = `by` products. */
const capScores = (products: F32, by: number, cap: number | null): F32 =>
  cap === null ? mul(products, scalar(by)) : mul(tanh(mul(products, scalar(by / cap))), scalar(cap))

/**
 * The self-attention of a T5Gemma layer, x `[batch, tokens, width]`, each token with all: queries and keys are rotated
 * over the whole of each head, scores divided by the square root of `attentionScalar` and capped.
 *
 * Source: transformers' `T5GemmaSelfAttention` and its `eager_attention_forward`.
 */
export const selfAttention = (
  { width, heads, headWidth, attentionScalar, scoreCap }: T5GemmaConfig,
  weights: Weights,
  name: string,
): E.Either<CheckpointError, (x: F32, tables: RotaryTables) => F32> => {
  const inner = heads * headWidth
  return pipe(
    E.Do,
    E.apS('q', linearLayer(weights, `${name}.q_proj`, width, inner)),
    E.apS('k', linearLayer(weights, `${name}.k_proj`, width, inner)),
    E.apS('v', linearLayer(weights, `${name}.v_proj`, width, inner)),
    E.apS('o', linearLayer(weights, `${name}.o_proj`, inner, width)),
    E.map(({ q, k, v, o }) => (x, tables) => {
      const split = (all: F32, order: readonly number[]): F32 =>
        transpose(reshape(all, [0, 0, heads, headWidth]), order)
      const turned = (all: F32): F32 => rotate(all, tables, heads, headWidth)
      const products = matMul(split(turned(q(x)), [0, 2, 1, 3]), split(turned(k(x)), [0, 2, 3, 1]))
      const attention = softmax(capScores(products, attentionScalar ** -0.5, scoreCap))
      return o(reshape(transpose(matMul(attention, split(v(x), [0, 2, 1, 3])), [0, 2, 1, 3]), [0, 0, inner]))
    }),
  )
}
