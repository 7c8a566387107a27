import type { Weights } from '@sigmastream/checkpoint'
import { concat, concatSizes, expand, type F32, int64s, reshape, sizesOf } from '@sigmastream/onnx/operators'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import { weight } from '../graph/layer.js'
import type { DitConfig } from './config.js'

/** How many tokens there are in front of the frames: they count as positions, and are dropped at the end. */
export const frontTokens = ({ memoryTokens, globalBy }: DitConfig): number =>
  memoryTokens + (globalBy === 'token' ? 1 : 0)

/**
 * Frames `[batch, frames, embedDim]` with the tokens in front of them: those of memory, which are learned and the same
 * for every item, then that of time and global conditioning `[batch, embedDim]`. stable-audio-3
 * `models/transformer.py`, `ContinuousTransformer.forward`.
 */
export const withFront = (
  weights: Weights,
  prefix: string,
  { memoryTokens, globalBy, embedDim }: DitConfig,
): E.Either<CheckpointError, (frames: F32, overall: F32) => F32> => {
  const led = (frames: F32, overall: F32): F32 =>
    globalBy === 'token' ? concat([reshape(overall, [-1, 1, embedDim]), frames], 1) : frames
  return memoryTokens === 0
    ? E.right(led)
    : pipe(
        weight(weights, `${prefix}.memory_tokens`, [memoryTokens, embedDim]),
        E.map((memory) => (frames, overall) => {
          const each = concatSizes([sizesOf(frames, 0, 1), int64s([1, 1])])
          return concat([expand(reshape(memory, [1, memoryTokens, embedDim]), each), led(frames, overall)], 1)
        }),
      )
}
