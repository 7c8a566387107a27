import type { Weights } from '@sigmastream/checkpoint'
import { withDims } from '@sigmastream/onnx'
import { type F32, mul, type RotaryTables, rotate } from '@sigmastream/onnx/operators'
import { either as E, readonlyNonEmptyArray as RNEA } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import { linearLayer, linearParts } from '../graph/layer.js'
import { whole } from '../graph/matrix.js'
import { attention } from './attention.js'
import type { DitConfig } from './config.js'
import { tokenDims } from './dims.js'
import { geometryOf } from './geometry.js'
import { headNorm } from './norm.js'

/**
 * Tokens `[batch, tokens, embedDim]` among each other, with the rotary tables of their positions; their values are taken
 * times `valid` `[batch or 1, tokens or 1, 1]`, where it is told.
 */
type SelfAttention = (x: F32, tables: RotaryTables, valid?: F32) => F32

/** The queries and keys of each pair that meets, and the values. */
interface Projections {
  readonly pairs: RNEA.ReadonlyNonEmptyArray<readonly [q: F32, k: F32]>
  readonly values: F32
}

type Products = RNEA.ReadonlyNonEmptyArray<F32>

/** What one matrix makes of a token, by its rows. */
const PROJECTIONS = {
  plain: {
    parts: 3,
    of: ([q, k = q, values = q]: Products): Projections => {
      return { pairs: [[q, k]], values }
    },
  },
  differential: {
    parts: 5,
    of: ([q, k = q, values = q, otherQ = q, otherK = k]: Products): Projections => {
      return {
        pairs: [
          [q, k],
          [otherQ, otherK],
        ],
        values,
      }
    },
  },
} as const

/**
 * Self-attention with rotary positions and no mask. stable-audio-tools and stable-audio-3 `models/transformer.py`,
 * `Attention.forward`.
 */
export const selfAttention = (
  weights: Weights,
  name: string,
  config: DitConfig,
): E.Either<CheckpointError, SelfAttention> => {
  const { embedDim, numHeads, differential } = config
  const { rotaryDim } = geometryOf(config)
  const projections = PROJECTIONS[differential ? 'differential' : 'plain']
  return pipe(
    E.Do,
    E.bind('toQkv', () =>
      linearParts(weights, `${name}.to_qkv`, embedDim, projections.parts * embedDim, projections.parts),
    ),
    E.bind('queryNorm', () => headNorm(weights, `${name}.q_norm`, config, numHeads)),
    E.bind('keyNorm', () => headNorm(weights, `${name}.k_norm`, config, numHeads)),
    E.bind('toOut', () => linearLayer(weights, `${name}.to_out`, embedDim, embedDim)),
    E.map(({ toQkv, queryNorm, keyNorm, toOut }) => (x, tables, valid) => {
      const { pairs, values } = projections.of(RNEA.map(whole)(toQkv(x)))
      const turned = RNEA.map(([q, k]: readonly [F32, F32]) => ({
        queries: rotate(queryNorm(q), tables, numHeads, rotaryDim),
        keys: rotate(keyNorm(k), tables, numHeads, rotaryDim),
      }))(pairs)
      const heard = valid === undefined ? values : withDims(mul(values, valid), tokenDims(config))
      return toOut(attention(turned, heard, numHeads))
    }),
  )
}
