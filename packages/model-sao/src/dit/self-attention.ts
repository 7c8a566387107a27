import { type F32, multiHeadAttention, type RotaryTables, rotate, splitInThree } from '@sigmastream/onnx/operators'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import type { Weights } from '../checkpoint/weights.js'
import { linearLayer } from '../graph/layer.js'
import type { DitConfig } from './config.js'
import { geometryOf } from './geometry.js'
import { headNorm } from './norm.js'

/** Tokens `[batch, tokens, embedDim]` among each other, with the rotary tables of their positions. */
type SelfAttention = (x: F32, tables: RotaryTables) => F32

/**
 * Self-attention with rotary positions and no mask; one product makes queries, keys and values, in that order.
 * stable-audio-tools `models/transformer.py`, `Attention.forward`.
 */
export const selfAttention = (
  weights: Weights,
  name: string,
  config: DitConfig,
): E.Either<CheckpointError, SelfAttention> => {
  const { embedDim, numHeads } = config
  const { rotaryDim } = geometryOf(config)
  return pipe(
    E.Do,
    E.bind('toQkv', () => linearLayer(weights, `${name}.to_qkv`, embedDim, 3 * embedDim)),
    E.bind('queryNorm', () => headNorm(weights, `${name}.q_norm`, config, numHeads)),
    E.bind('keyNorm', () => headNorm(weights, `${name}.k_norm`, config, numHeads)),
    E.bind('toOut', () => linearLayer(weights, `${name}.to_out`, embedDim, embedDim)),
    E.map(({ toQkv, queryNorm, keyNorm, toOut }) => (x, tables) => {
      const [q, k, values] = splitInThree(toQkv(x))
      const queries = rotate(queryNorm(q), tables, numHeads, rotaryDim)
      const keys = rotate(keyNorm(k), tables, numHeads, rotaryDim)
      return toOut(multiHeadAttention({ queries, keys, values }, numHeads))
    }),
  )
}
