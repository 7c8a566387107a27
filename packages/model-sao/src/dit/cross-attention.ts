import { expand, type F32, int64s, multiHeadAttention, reshape, splitInTwo } from '@sigmastream/onnx/operators'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import type { Weights } from '../checkpoint/weights.js'
import { linearLayer } from '../graph/layer.js'
import type { DitConfig } from './config.js'
import { geometryOf } from './geometry.js'
import { headNorm } from './norm.js'

/** What the text offers to a block, each `[batch, tokens, embedDim]`. It is the same in every step of a run. */
interface KeysValues {
  readonly keys: F32
  readonly values: F32
}

/** Keys and values of a block from the text `[batch, tokens, contextDim]`. */
type ToKeysValues = (context: F32) => KeysValues

/** What tokens `[batch, tokens, embedDim]` take from the text. */
type CrossAttention = (x: F32, offered: KeysValues) => F32

/**
 * The half of cross-attention that sees only the text. There are fewer heads of keys and values than of queries: each
 * is repeated, next to itself, for those it serves. stable-audio-tools `models/transformer.py`, `Attention.forward`,
 * `apply_attn`.
 */
export const keysValues = (
  weights: Weights,
  name: string,
  config: DitConfig,
): E.Either<CheckpointError, ToKeysValues> => {
  const { embedDim, numHeads } = config
  const { headDim, contextDim, contextHeads } = geometryOf(config)
  const served = numHeads / contextHeads
  const repeated = (x: F32): F32 => {
    const byHead = reshape(x, [0, 0, contextHeads, 1, headDim])
    return reshape(expand(byHead, int64s([1, 1, 1, served, 1])), [0, 0, embedDim])
  }
  return pipe(
    E.Do,
    E.bind('toKv', () => linearLayer(weights, `${name}.to_kv`, contextDim, 2 * contextDim)),
    E.bind('keyNorm', () => headNorm(weights, `${name}.k_norm`, config, contextHeads)),
    E.map(({ toKv, keyNorm }) => (context) => {
      const [keys, values] = splitInTwo(toKv(context))
      return served === 1
        ? { keys: keyNorm(keys), values }
        : { keys: repeated(keyNorm(keys)), values: repeated(values) }
    }),
  )
}

/**
 * The half that sees the tokens: no rotary positions, no mask (the reference builds one from the padding, and drops
 * it).
 */
export const crossAttention = (
  weights: Weights,
  name: string,
  config: DitConfig,
): E.Either<CheckpointError, CrossAttention> => {
  const { embedDim, numHeads } = config
  return pipe(
    E.Do,
    E.bind('toQ', () => linearLayer(weights, `${name}.to_q`, embedDim, embedDim)),
    E.bind('queryNorm', () => headNorm(weights, `${name}.q_norm`, config, numHeads)),
    E.bind('toOut', () => linearLayer(weights, `${name}.to_out`, embedDim, embedDim)),
    E.map(
      ({ toQ, queryNorm, toOut }) =>
        (x, offered) =>
          toOut(multiHeadAttention({ queries: queryNorm(toQ(x)), ...offered }, numHeads)),
    ),
  )
}
