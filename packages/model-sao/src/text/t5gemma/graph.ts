import type { Weights } from '@sigmastream/checkpoint'
import { input, type Value } from '@sigmastream/onnx'
import { add, type F32, geluTanh, mul, type RotaryTables, scalar } from '@sigmastream/onnx/operators'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../../checkpoint/errors.js'
import { type Layer, linearLayer } from '../../graph/layer.js'
import { rotaryTables } from '../../graph/rotary.js'
import type { T5GemmaConfig } from './config.js'
import { rmsNorm } from './rms-norm.js'
import { selfAttention } from './self-attention.js'

/** down(gelu(gate x) up x), with the tanh form of GELU. Source: transformers' `T5GemmaMLP`. */
const feedForward = (
  { width, innerWidth }: T5GemmaConfig,
  weights: Weights,
  name: string,
): E.Either<CheckpointError, Layer> =>
  pipe(
    E.Do,
    E.apS('gate', linearLayer(weights, `${name}.gate_proj`, width, innerWidth)),
    E.apS('up', linearLayer(weights, `${name}.up_proj`, width, innerWidth)),
    E.apS('down', linearLayer(weights, `${name}.down_proj`, innerWidth, width)),
    E.map(
      ({ gate, up, down }) =>
        (x) =>
          down(mul(geluTanh(gate(x)), up(x))),
    ),
  )

/** One layer, x `[batch, tokens, width]`: attention, then feed-forward, a norm before and another behind each. */
const layer = (
  config: T5GemmaConfig,
  weights: Weights,
  index: number,
): E.Either<CheckpointError, (x: F32, tables: RotaryTables) => F32> => {
  const name = `encoder.layers.${index}`
  const norm = (of: string) => rmsNorm(config, weights, `${name}.${of}_layernorm`)
  return pipe(
    E.Do,
    E.apS('beforeAttention', norm('pre_self_attn')),
    E.apS('attend', selfAttention(config, weights, `${name}.self_attn`)),
    E.apS('behindAttention', norm('post_self_attn')),
    E.apS('beforeFeed', norm('pre_feedforward')),
    E.apS('feed', feedForward(config, weights, `${name}.mlp`)),
    E.apS('behindFeed', norm('post_feedforward')),
    E.map(({ beforeAttention, attend, behindAttention, beforeFeed, feed, behindFeed }) => (x, tables) => {
      const attended = add(x, behindAttention(attend(beforeAttention(x), tables)))
      return add(attended, behindFeed(feed(beforeFeed(attended))))
    }),
  )
}

/**
 * The encoder of T5Gemma over the rows of its embedding: input `embedded` float32 `[batch, tokens, width]`, any number
 * of tokens, none of them padding; output `last_hidden_state`, of the same shape. Weights by their names in the file of
 * the text encoder, without `model.`; all is computed in float32, where the reference runs bfloat16.
 *
 * Errors: `MissingWeight`, `WrongShape`. Source: transformers' `T5GemmaEncoder`.
 */
export const t5GemmaGraph = (
  config: T5GemmaConfig,
  weights: Weights,
): E.Either<CheckpointError, { readonly last_hidden_state: Value<'float32'> }> => {
  const embedded = input('embedded', 'float32', ['batch', 'tokens', config.width])
  const indices = Array.from({ length: config.blocks }, (_, index) => index)
  return pipe(
    E.Do,
    E.bind('layers', () => E.traverseArray((index: number) => layer(config, weights, index))(indices)),
    E.bind('norm', () => rmsNorm(config, weights, 'encoder.norm')),
    E.map(({ layers, norm }) => {
      const tables = rotaryTables(config.headWidth, config.rotaryBase)(embedded)
      const scaled = mul(embedded, scalar(Math.sqrt(config.width)))
      return { last_hidden_state: norm(layers.reduce((x, apply) => apply(x, tables), scaled)) }
    }),
  )
}
