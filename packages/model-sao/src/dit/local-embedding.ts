import type { Weights } from '@sigmastream/checkpoint'
import { withDims } from '@sigmastream/onnx'
import {
  add,
  concat,
  concatSizes,
  dropFirst,
  type F32,
  int64s,
  mul,
  reshapeTo,
  sizesOf,
  slice,
} from '@sigmastream/onnx/operators'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import { biasedEmbedding } from './conditioning-embedding.js'
import type { DitConfig } from './config.js'
import { frameDims, itemDims, ROWS, tokenDims } from './dims.js'
import { frontTokens } from './front.js'

/** What frames are told. */
export interface ToldFrames {
  /** `[items, frames or 1, localDim]`: items are those of a branch, and one frame stands for all. */
  readonly local: F32
  /** `[1]`: 1, or 0 where frames are told nothing at all, which is not what zeros are. */
  readonly localGain: F32
}

/** Tokens `[rows, tokens, embedDim]` with what their frames are told. */
type WithLocal = (x: F32, told: ToldFrames | undefined) => F32

/** a `[rows, frames, width]` plus b `[items, frames or 1, width]`, b for each branch; b is not copied for it. */
const addToEach = (a: F32, b: F32, config: DitConfig): F32 => {
  const byItem = reshapeTo(a, concatSizes([int64s([-1]), sizesOf(b, 0, 1), sizesOf(a, 1)]))
  const sum = withDims(add(withDims(byItem, itemDims(config)), b), itemDims(config))
  return withDims(reshapeTo(sum, sizesOf(a, 0)), frameDims(config))
}

/**
 * Adds to each frame what it is told in a block: the tokens in front are told nothing. Zeros are something, since the
 * layers have biases. stable-audio-3 `models/transformer.py`, `TransformerBlock._apply_local_conditioning`.
 */
export const withLocal = (weights: Weights, name: string, config: DitConfig): E.Either<CheckpointError, WithLocal> => {
  const { localDim, embedDim } = config
  if (localDim === 0) return E.right((x) => x)
  const front = frontTokens(config)
  return pipe(
    biasedEmbedding(weights, `${name}.to_local_embed`, localDim, embedDim),
    E.map((embed) => (x, told) => {
      if (told === undefined) return x
      const spoken = mul(embed(told.local), told.localGain)
      const frames = addToEach(withDims(dropFirst(x, front, 1), frameDims(config)), spoken, config)
      const before = withDims(slice(x, 1, 0, front), [ROWS, front, embedDim])
      return front === 0 ? frames : withDims(concat([before, frames], 1), tokenDims(config))
    }),
  )
}
