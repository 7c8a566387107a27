import type { Weights } from '@sigmastream/checkpoint'
import { add, type F32 } from '@sigmastream/onnx/operators'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../../checkpoint/errors.js'
import { type Attend, differentialAttention } from './attention.js'
import type { SameHalf } from './config.js'
import { dynamicTanh } from './dynamic-tanh.js'
import { feedForward } from './feed-forward.js'

/** Tokens `[batch, tokens, width]` to the same. */
export type Block = (x: F32, attend: Attend) => F32

/**
 * Block `index` of a half, whose weights are named `NAME.INDEX...`: x + attention, + feed-forward, each of a normed x.
 * `MissingWeight`, `WrongShape`. Source: stable-audio-3 `models/transformer.py`, `TransformerBlock.forward`.
 */
export const block =
  (weights: Weights, name: string, half: SameHalf) =>
  (index: number): E.Either<CheckpointError, Block> => {
    const own = `${name}.${index}`
    const gatedBy = index >= half.depth - half.sineBlocks ? 'sine' : 'silu'
    return pipe(
      E.Do,
      E.bind('attentionNorm', () => dynamicTanh(weights, `${own}.pre_norm`, half.width)),
      E.bind('attention', () => differentialAttention(weights, own, half)),
      E.bind('forwardNorm', () => dynamicTanh(weights, `${own}.ff_norm`, half.width)),
      E.bind('forward', () => feedForward(weights, `${own}.ff`, half, gatedBy)),
      E.map(({ attentionNorm, attention, forwardNorm, forward }) => (x, attend) => {
        const attended = add(x, attention(attentionNorm(x), attend))
        return add(attended, forward(forwardNorm(attended)))
      }),
    )
  }
