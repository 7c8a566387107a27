import type { Weights } from '@sigmastream/checkpoint'
import { concat, type F32, multiHeadAttention, reshape, slice } from '@sigmastream/onnx/operators'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../../checkpoint/errors.js'
import type { Layer } from '../../graph/layer.js'
import type { Attend } from './attention.js'
import { bandAttention } from './band.js'
import { type Block, block } from './block.js'
import type { SameHalf, Sight } from './config.js'

/** A kind of sight. */
type SightOf<Tag extends Sight['_tag']> = Extract<Sight, { readonly _tag: Tag }>

/**
 * What tokens like those of x see of each other, where a half sees what `sight` says: x is `[1, tokens, width]` in
 * groups of `group`, or `[chunks, tokens of a chunk, width]`.
 */
export const attendWithin = ({ width, headWidth, sight }: SameHalf, group: number, x: F32): Attend => {
  const heads = width / headWidth
  switch (sight._tag) {
    case 'Window':
      return bandAttention(x, width, heads, group, sight)
    case 'Chunks':
      return (values) => (queries, keys) => multiHeadAttention({ queries, keys, values }, heads)
  }
}

const through = (blocks: readonly Block[], attend: Attend, x: F32): F32 =>
  blocks.reduce((tokens, apply) => apply(tokens, attend), x)

/** Tokens `[1, tokens, width]` through blocks that see a band around each. */
const throughBand =
  (blocks: readonly Block[], half: SameHalf, group: number): Layer =>
  (x) =>
    through(blocks, attendWithin(half, group, x), x)

/**
 * Tokens `[1, tokens, width]`, in whole chunks, through blocks that see a chunk each. Shifted, the second half of the
 * blocks sees chunks that begin half a chunk later; the first and last half chunk are there twice then, to be cut off.
 */
const throughChunks =
  (blocks: readonly Block[], half: SameHalf, group: number, sight: SightOf<'Chunks'>): Layer =>
  (x) => {
    const { width } = half
    const attend = attendWithin(half, group, x)
    const tokens = sight.frames * group
    const inChunks = (part: readonly Block[], given: F32): F32 =>
      reshape(through(part, attend, reshape(given, [-1, tokens, width])), [1, -1, width])
    if (!sight.shifted) return inChunks(blocks, x)
    const [middle, shift] = [Math.floor(blocks.length / 2), tokens / 2]
    const first = inChunks(blocks.slice(0, middle), x)
    const around = concat([slice(first, 1, 0, shift), first, slice(first, 1, -shift, Number.MAX_SAFE_INTEGER)], 1)
    return slice(inChunks(blocks.slice(middle), around), 1, shift, -shift)
  }

/**
 * The transformer of a half, over groups of `group` tokens: `[1, tokens, width]` to the same; where it sees chunks, the
 * tokens are whole chunks. Its weights are named `NAME.transformers...`. `MissingWeight`, `WrongShape`. Source:
 * stable-audio-3 `models/autoencoders.py`, `TransformerResamplingBlock.forward`.
 */
export const sameTransformer = (
  weights: Weights,
  name: string,
  half: SameHalf,
  group: number,
): E.Either<CheckpointError, Layer> =>
  pipe(
    Array.from({ length: half.depth }, (_, index) => index),
    E.traverseArray(block(weights, `${name}.transformers`, half)),
    E.map((blocks) =>
      half.sight._tag === 'Window' ? throughBand(blocks, half, group) : throughChunks(blocks, half, group, half.sight),
    ),
  )
