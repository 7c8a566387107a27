import type { Weights } from '@sigmastream/checkpoint'
import { type F32, int64s, rotate, sub, tile } from '@sigmastream/onnx/operators'
import { either as E, readonlyNonEmptyArray as RNEA } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../../checkpoint/errors.js'
import { linearLayer, linearParts } from '../../graph/layer.js'
import { whole } from '../../graph/matrix.js'
import { rotaryTables } from '../../graph/rotary.js'
import type { SameHalf } from './config.js'
import { dynamicTanh } from './dynamic-tanh.js'

/**
 * What queries take from the values of keys, all `[batch, tokens, width]`; the values come first, since they are
 * shared.
 */
export type Attend = (values: F32) => (queries: F32, keys: F32) => F32

/** Attention among the tokens of x `[batch, tokens, width]`, each seeing what `attend` lets it. */
type SelfAttention = (x: F32, attend: Attend) => F32

/**
 * The difference of two attentions, with queries and keys of their own and values in common. One matrix makes q, k, v,
 * q' and k', in this order; both pairs have the same head norms and rotary positions. `MissingWeight`, `WrongShape`.
 * Source: Ye et al. 2024 (Differential Transformer), section 2.1, here without a weight on the second; stable-audio-3
 * `models/transformer.py`, `Attention.forward`.
 */
export const differentialAttention = (
  weights: Weights,
  name: string,
  { width, headWidth }: SameHalf,
): E.Either<CheckpointError, SelfAttention> => {
  const heads = width / headWidth
  const tablesFor = rotaryTables(headWidth / 2)
  const forEachHead = (values: F32): F32 => tile(values, int64s([heads]))
  return pipe(
    E.Do,
    E.bind('toAll', () => linearParts(weights, `${name}.self_attn.to_qkv`, width, 5 * width, 5)),
    E.bind('queryNorm', () => dynamicTanh(weights, `${name}.self_attn.q_norm`, headWidth, forEachHead)),
    E.bind('keyNorm', () => dynamicTanh(weights, `${name}.self_attn.k_norm`, headWidth, forEachHead)),
    E.bind('toOut', () => linearLayer(weights, `${name}.self_attn.to_out`, width, width)),
    E.map(({ toAll, queryNorm, keyNorm, toOut }) => (x, attend) => {
      const tables = tablesFor(x)
      const turned = (given: F32): F32 => rotate(given, tables, heads, headWidth / 2)
      const [q, k = q, values = q, otherQ = q, otherK = k] = RNEA.map(whole)(toAll(x))
      const take = attend(values)
      const attended = (queries: F32, keys: F32): F32 => take(turned(queryNorm(queries)), turned(keyNorm(keys)))
      return toOut(sub(attended(q, k), attended(otherQ, otherK)))
    }),
  )
}
