import type { Weights } from '@sigmastream/checkpoint'
import { constant, input, type Value } from '@sigmastream/onnx'
import { add, type F32, gatherRows, mul, reshape, scalar, sub, transpose } from '@sigmastream/onnx/operators'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../../checkpoint/errors.js'
import { weight } from '../../graph/layer.js'
import type { T5Config } from './config.js'
import { feedForward } from './feed-forward.js'
import { relativeBuckets } from './relative-position.js'
import { rmsNorm } from './rms-norm.js'
import { selfAttention } from './self-attention.js'

/**
 * The largest float32: what is added to the score of a masked position is its negative, which leaves it no weight at
 * all.
 */
const LARGEST = 3.4028234663852886e38

const SHARED_BIAS = 'encoder.block.0.layer.0.SelfAttention.relative_attention_bias'

/**
 * What is learned of each head for each distance, `[1, heads, length, length]`: the first block's, which all blocks
 * share.
 */
const positionBias = (config: T5Config, weights: Weights, length: number): E.Either<CheckpointError, F32> =>
  pipe(
    weight(weights, `${SHARED_BIAS}.weight`, [config.positionBuckets, config.heads]),
    E.map((table) => {
      const buckets = relativeBuckets(length, config.positionBuckets, config.farthestPosition)
      const data = BigInt64Array.from(buckets, BigInt)
      const biases = gatherRows(table, constant({ type: 'int64', dims: [length, length], data }))
      return reshape(transpose(biases, [2, 0, 1]), [1, config.heads, length, length])
    }),
  )

/** One block, x `[batch, length, width]`: attention, then feed-forward, each of the normalised x and added to x. */
const block = (
  config: T5Config,
  weights: Weights,
  index: number,
): E.Either<CheckpointError, (x: F32, bias: F32) => F32> => {
  const name = `encoder.block.${index}`
  return pipe(
    E.Do,
    E.apS('normBefore', rmsNorm(config, weights, `${name}.layer.0.layer_norm`)),
    E.apS('attend', selfAttention(config, weights, `${name}.layer.0.SelfAttention`)),
    E.apS('normBetween', rmsNorm(config, weights, `${name}.layer.1.layer_norm`)),
    E.apS('feed', feedForward(config, weights, `${name}.layer.1.DenseReluDense`)),
    E.map(({ normBefore, attend, normBetween, feed }) => (x, bias) => {
      const attended = add(x, attend(normBefore(x), bias))
      return add(attended, feed(normBetween(attended)))
    }),
  )
}

/**
 * The T5 encoder over prompts of `length` tokens: inputs `ids` int64 `[batch, length]` and `mask` float32 `[batch,
 * length]` (1 for a token, 0 for padding, to which nothing attends), output `last_hidden_state` `[batch, length,
 * width]`. Weights by their names in `text_encoder/model.safetensors`; all is computed in float32, where the reference
 * casts T5 to float16.
 *
 * Errors: `MissingWeight`, `WrongShape`. Source: Raffel et al. 2020, section 2.1; transformers' `T5Stack`.
 */
export const t5Graph = (
  config: T5Config,
  weights: Weights,
  length: number,
): E.Either<CheckpointError, { readonly last_hidden_state: Value<'float32'> }> => {
  const ids = input('ids', 'int64', ['batch', length])
  const mask = input('mask', 'float32', ['batch', length])
  const hidden = pipe(
    weight(weights, 'shared.weight', [config.vocabulary, config.width]),
    E.map((table) => gatherRows(table, ids)),
  )
  const masked = reshape(mul(sub(mask, scalar(1)), scalar(LARGEST)), [0, 1, 1, length])
  const bias = pipe(
    positionBias(config, weights, length),
    E.map((position) => add(position, masked)),
  )
  const indices = Array.from({ length: config.blocks }, (_, index) => index)
  return pipe(
    E.Do,
    E.apS('hidden', hidden),
    E.apS('bias', bias),
    E.bind('blocks', () => E.traverseArray((index: number) => block(config, weights, index))(indices)),
    E.bind('norm', () => rmsNorm(config, weights, 'encoder.final_layer_norm')),
    E.map((all) => ({ last_hidden_state: all.norm(all.blocks.reduce((x, apply) => apply(x, all.bias), all.hidden)) })),
  )
}
