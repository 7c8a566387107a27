import type { Weights } from '@sigmastream/checkpoint'
import { withDims } from '@sigmastream/onnx'
import { expand, type F32, int64s, reshape } from '@sigmastream/onnx/operators'
import { either as E, readonlyNonEmptyArray as RNEA } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import { linearLayer, linearParts } from '../graph/layer.js'
import { whole } from '../graph/matrix.js'
import { attention } from './attention.js'
import type { DitConfig } from './config.js'
import { TEXT } from './dims.js'
import { geometryOf } from './geometry.js'
import { headNorm } from './norm.js'

/**
 * What the text offers to a block, each `[batch, tokens, embedDim]`: keys for each kind of query, and values. It is the
 * same in every step of a run.
 */
interface KeysValues {
  readonly keys: RNEA.ReadonlyNonEmptyArray<F32>
  readonly values: F32
}

/** Keys and values of a block from the text `[batch, tokens, contextDim]`. */
type ToKeysValues = (context: F32) => KeysValues

/** What tokens `[batch, tokens, embedDim]` take from the text; `bias` is added to what the softmax is of. */
type CrossAttention = (x: F32, offered: KeysValues, bias?: F32) => F32

type Products = RNEA.ReadonlyNonEmptyArray<F32>

/** How many things a token, and a token of the text, are made into, and what those of the text are. */
const PROJECTIONS = {
  plain: {
    offered: ([keys, values = keys]: Products): KeysValues => ({ keys: [keys], values }),
    parts: { queries: 1, offered: 2 },
  },
  differential: {
    offered: ([keys, others = keys, values = keys]: Products): KeysValues => ({ keys: [keys, others], values }),
    parts: { queries: 2, offered: 3 },
  },
} as const

const projectionsOf = ({ differential }: DitConfig) => PROJECTIONS[differential ? 'differential' : 'plain']

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
  const { offered, parts } = projectionsOf(config)
  const served = numHeads / contextHeads
  const repeated = (x: F32): F32 => {
    if (served === 1) return x
    const byHead = reshape(x, [0, 0, contextHeads, 1, headDim])
    const spread = withDims(expand(byHead, int64s([1, 1, 1, served, 1])), [...TEXT, contextHeads, served, headDim])
    return reshape(spread, [0, 0, embedDim])
  }
  return pipe(
    E.Do,
    E.bind('toKv', () => linearParts(weights, `${name}.to_kv`, contextDim, parts.offered * contextDim, parts.offered)),
    E.bind('keyNorm', () => headNorm(weights, `${name}.k_norm`, config, contextHeads)),
    E.map(({ toKv, keyNorm }) => (context) => {
      const { keys, values } = offered(RNEA.map(whole)(toKv(context)))
      return { keys: RNEA.map((key: F32) => repeated(keyNorm(key)))(keys), values: repeated(values) }
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
  const { parts } = projectionsOf(config)
  return pipe(
    E.Do,
    E.bind('toQ', () => linearParts(weights, `${name}.to_q`, embedDim, parts.queries * embedDim, parts.queries)),
    E.bind('queryNorm', () => headNorm(weights, `${name}.q_norm`, config, numHeads)),
    E.bind('toOut', () => linearLayer(weights, `${name}.to_out`, embedDim, embedDim)),
    E.map(({ toQ, queryNorm, toOut }) => (x, { keys, values }, bias) => {
      const pairs = RNEA.zip(RNEA.map(whole)(toQ(x)), keys)
      const normed = RNEA.map(([q, k]: readonly [F32, F32]) => ({ queries: queryNorm(q), keys: k }))(pairs)
      return toOut(attention(normed, values, numHeads, bias))
    }),
  )
}
