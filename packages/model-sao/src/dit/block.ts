import type { Weights } from '@sigmastream/checkpoint'
import { withDims } from '@sigmastream/onnx'
import type { RotaryTables } from '@sigmastream/onnx/operators'
import { add, concat, type F32, splitRowsLike } from '@sigmastream/onnx/operators'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import type { DitConfig } from './config.js'
import { crossAttention, keysValues } from './cross-attention.js'
import { tokenDims } from './dims.js'
import { feedForward } from './feed-forward.js'
import { type ToldFrames, withLocal } from './local-embedding.js'
import { modulations } from './modulation.js'
import { blockNorm } from './norm.js'
import { selfAttention } from './self-attention.js'

/** What all blocks are told beside their tokens. */
export interface BlockInputs {
  /** The positions of the tokens. */
  readonly tables: RotaryTables
  /** `[told, text tokens, contextDim]`: the text of the first rows. The rest have none. */
  readonly text: F32
  /** What is added to what the softmax over the text is of, where something is. */
  readonly textBias?: F32
  /** What `spokenToBlocks` makes of time and global conditioning, for each row. */
  readonly spoken: F32
  /** For a network whose frames are told something. */
  readonly frames?: ToldFrames
  /** `[rows or 1, tokens or 1, 1]`: 0 for a token whose values are not heard, else 1. */
  readonly valid?: F32
}

/** Tokens `[rows, tokens, embedDim]` to the same. */
export type Block = (x: F32, told: BlockInputs) => F32

/**
 * x + attention, + attention to the text, + what frames are told, + feed-forward; each but the third of a normalised x.
 * Rows without a text skip the second: what the reference has them attend to is zeros, from which nothing comes, since
 * values are made of it without a bias, and nothing behind them has one. stable-audio-tools and stable-audio-3
 * `models/transformer.py`, `TransformerBlock.forward`.
 */
export const block = (weights: Weights, name: string, config: DitConfig): E.Either<CheckpointError, Block> =>
  pipe(
    E.Do,
    E.bind('modulate', () => modulations(weights, name, config)),
    E.bind('selfNorm', () => blockNorm(weights, `${name}.pre_norm`, config)),
    E.bind('attend', () => selfAttention(weights, `${name}.self_attn`, config)),
    E.bind('crossNorm', () => blockNorm(weights, `${name}.cross_attend_norm`, config)),
    E.bind('offer', () => keysValues(weights, `${name}.cross_attn`, config)),
    E.bind('attendText', () => crossAttention(weights, `${name}.cross_attn`, config)),
    E.bind('addLocal', () => withLocal(weights, name, config)),
    E.bind('forwardNorm', () => blockNorm(weights, `${name}.ff_norm`, config)),
    E.bind('forward', () => feedForward(weights, `${name}.ff`, config.embedDim)),
    E.map((part) => (x, { tables, text, textBias, spoken, frames, valid }) => {
      const [attention, feeding] = part.modulate(spoken)
      const attended = add(x, attention.after(part.attend(attention.before(part.selfNorm(x)), tables, valid)))
      const [first, rest] = splitRowsLike(attended, text)
      const told = withDims(first, tokenDims(config, 'rows told'))
      const heard = part.attendText(part.crossNorm(told), part.offer(text), textBias)
      const all = concat([add(told, heard), withDims(rest, tokenDims(config, 'rows untold'))], 0)
      const informed = part.addLocal(withDims(all, tokenDims(config)), frames)
      return add(informed, feeding.after(part.forward(feeding.before(part.forwardNorm(informed)))))
    }),
  )
