import { type BadConfig, badConfig, decodeConfig } from '@sigmastream/checkpoint'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { wholeNumber } from '../whole-number.js'

/** The shape of a T5Gemma encoder. */
export interface T5GemmaConfig {
  readonly _tag: 'T5Gemma'
  /** Rows of the embedding: every token id is below it. */
  readonly vocabulary: number
  /** Channels of a token between the layers (`hidden_size`). */
  readonly width: number
  /** Channels of one attention head (`head_dim`), an even number; heads need not add up to `width`. */
  readonly headWidth: number
  readonly heads: number
  /** Channels inside a feed-forward layer (`intermediate_size`). */
  readonly innerWidth: number
  readonly blocks: number
  readonly epsilon: number
  /** What attention scores are divided by the square root of (`query_pre_attn_scalar`). */
  readonly attentionScalar: number
  /** What attention scores s are held below: cap tanh(s / cap); `null` where they are not. */
  readonly scoreCap: number | null
  /** The base of the rotary embedding (`rope_theta`). */
  readonly rotaryBase: number
}

/** The weight of whose rows few are read, and which no session loads. */
export const EMBEDDING = 'encoder.embed_tokens.weight'

/** Past it lies no published T5Gemma; it bounds what a hostile configuration can make us build. */
const Width = wholeNumber(1, 2 ** 20)
const Small = wholeNumber(1, 1024)

/** No encoder is given more tokens, so that a window as wide leaves nothing out. */
const MOST_TOKENS = 1024

const between = (least: number, most: number, name: string): t.Type<number> => {
  const is = (u: unknown): u is number => typeof u === 'number' && u > least && u < most
  return new t.Type(name, is, (u, at) => (is(u) ? t.success(u) : t.failure(u, at)), t.identity)
}
const Positive = between(0, Infinity, 'a number above 0')

const Layer = t.keyof({ full_attention: null, sliding_attention: null })

const EncoderJson = t.intersection([
  t.type({
    vocab_size: Width,
    hidden_size: Width,
    head_dim: wholeNumber(2, 1024),
    num_attention_heads: Small,
    num_key_value_heads: Small,
    intermediate_size: Width,
    num_hidden_layers: Small,
  }),
  t.partial({
    hidden_activation: t.literal('gelu_pytorch_tanh'),
    attention_bias: t.literal(false),
    is_decoder: t.literal(false),
    rms_norm_eps: between(0, 1, 'a number above 0 and below 1'),
    query_pre_attn_scalar: Positive,
    attn_logit_softcapping: t.union([t.null, Positive], 'null or a number above 0'),
    layer_types: t.array(Layer),
    sliding_window: t.union(
      [t.null, wholeNumber(MOST_TOKENS, Number.MAX_SAFE_INTEGER)],
      `null or a whole number from ${MOST_TOKENS} on`,
    ),
    rope_theta: Positive,
    rope_scaling: t.null,
    rope_parameters: t.intersection([t.type({ rope_theta: Positive }), t.partial({ rope_type: t.literal('default') })]),
  }),
])
type EncoderJson = t.TypeOf<typeof EncoderJson>

const T5GemmaJson = t.type({ model_type: t.literal('t5gemma'), encoder: EncoderJson })

/** What the codec cannot say of one key alone. */
const checkHeads = (
  file: string,
  { head_dim, num_attention_heads: heads, num_key_value_heads: keyHeads }: EncoderJson,
): E.Either<BadConfig, unknown> =>
  keyHeads !== heads
    ? E.left(badConfig(file, 'encoder.num_key_value_heads', String(keyHeads), `num_attention_heads, ${heads}`))
    : head_dim % 2 === 0
      ? E.right(heads)
      : E.left(badConfig(file, 'encoder.head_dim', String(head_dim), 'an even number'))

/**
 * The JSON of a text encoder's `config.json`, of which the half under `encoder` is used; what it leaves out is as in
 * transformers' `T5GemmaModuleConfig`, but for the shape, which must be there. `BadConfig` for another model type, for
 * what would change the result and is not built (key heads fewer than query heads, biases, another activation, a window
 * of attention that acts, a scaled rotary embedding), and for a key that is missing or of another form.
 */
export const decodeT5GemmaConfig = (file: string, json: unknown): E.Either<BadConfig, T5GemmaConfig> =>
  pipe(
    decodeConfig(T5GemmaJson, file, json),
    E.tap(({ encoder }) => checkHeads(file, encoder)),
    E.map(
      ({ encoder }): T5GemmaConfig => ({
        _tag: 'T5Gemma',
        vocabulary: encoder.vocab_size,
        width: encoder.hidden_size,
        headWidth: encoder.head_dim,
        heads: encoder.num_attention_heads,
        innerWidth: encoder.intermediate_size,
        blocks: encoder.num_hidden_layers,
        epsilon: encoder.rms_norm_eps ?? 1e-6,
        attentionScalar: encoder.query_pre_attn_scalar ?? 256,
        scoreCap: encoder.attn_logit_softcapping === undefined ? 50 : encoder.attn_logit_softcapping,
        rotaryBase: encoder.rope_parameters?.rope_theta ?? encoder.rope_theta ?? 10_000,
      }),
    ),
  )
