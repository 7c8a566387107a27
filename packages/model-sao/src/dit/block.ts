import type { RotaryTables } from '@sigmastream/onnx/operators'
import { add, concat, type F32, splitRowsLike } from '@sigmastream/onnx/operators'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import type { Weights } from '../checkpoint/weights.js'
import type { DitConfig } from './config.js'
import { crossAttention, keysValues } from './cross-attention.js'
import { feedForward } from './feed-forward.js'
import { blockNorm } from './norm.js'
import { selfAttention } from './self-attention.js'

/**
 * Tokens `[rows, tokens, embedDim]` to the same, given their positions and the text `[told, text tokens, contextDim]`
 * of the first rows. The rest have no text.
 */
export type Block = (x: F32, tables: RotaryTables, context: F32) => F32

/**
 * x + attention, + attention to the text, + feed-forward, each of a normalised x. Rows without a text skip the second:
 * what the reference has them attend to is zeros, from which nothing comes, since no layer on that way has a bias.
 * stable-audio-tools `models/transformer.py`, `TransformerBlock.forward` (without global conditioning, which is a token
 * here).
 */
export const block = (weights: Weights, name: string, config: DitConfig): E.Either<CheckpointError, Block> => {
  const { embedDim } = config
  return pipe(
    E.Do,
    E.bind('selfNorm', () => blockNorm(weights, `${name}.pre_norm`, embedDim)),
    E.bind('attend', () => selfAttention(weights, `${name}.self_attn`, config)),
    E.bind('crossNorm', () => blockNorm(weights, `${name}.cross_attend_norm`, embedDim)),
    E.bind('offer', () => keysValues(weights, `${name}.cross_attn`, config)),
    E.bind('attendText', () => crossAttention(weights, `${name}.cross_attn`, config)),
    E.bind('forwardNorm', () => blockNorm(weights, `${name}.ff_norm`, embedDim)),
    E.bind('forward', () => feedForward(weights, `${name}.ff`, embedDim)),
    E.map(({ selfNorm, attend, crossNorm, offer, attendText, forwardNorm, forward }) => (x, tables, context) => {
      const attended = add(x, attend(selfNorm(x), tables))
      const [told, untold] = splitRowsLike(attended, context)
      const informed = concat([add(told, attendText(crossNorm(told), offer(context))), untold], 0)
      return add(informed, forward(forwardNorm(informed)))
    }),
  )
}
