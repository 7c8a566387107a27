import { type BadConfig, badConfig, decodeConfig } from '@sigmastream/checkpoint'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { wholeNumber } from '../whole-number.js'

/** The feed-forward layers of published T5 encoders: relu (T5), gated with the tanh form of GELU (T5 v1.1, FLAN-T5). */
type FeedForward = 'relu' | 'gated-gelu'

/** The shape of a T5 encoder. */
export interface T5Config {
  readonly _tag: 'T5'
  /** Rows of the embedding: every token id is below it. */
  readonly vocabulary: number
  /** Channels of a token between the blocks (`d_model`). */
  readonly width: number
  /** Channels of one attention head (`d_kv`); heads need not add up to `width`. */
  readonly headWidth: number
  readonly heads: number
  /** Channels inside a feed-forward layer (`d_ff`). */
  readonly innerWidth: number
  readonly blocks: number
  readonly feedForward: FeedForward
  readonly epsilon: number
  readonly positionBuckets: number
  readonly farthestPosition: number
}

/** Past it lies no published T5; it bounds what a hostile configuration can make us build. */
const Width = wholeNumber(1, 2 ** 20)
const Small = wholeNumber(1, 1024)
const Epsilon = new t.Type<number>(
  'a number above 0 and below 1',
  (u): u is number => typeof u === 'number' && u > 0 && u < 1,
  (u, at) => (typeof u === 'number' && u > 0 && u < 1 ? t.success(u) : t.failure(u, at)),
  t.identity,
)

const T5Json = t.intersection([
  t.type({ vocab_size: Width, d_model: Width, d_kv: Width, d_ff: Width, num_heads: Small, num_layers: Small }),
  t.partial({
    model_type: t.literal('t5'),
    feed_forward_proj: t.keyof({ relu: null, 'gated-gelu': null }),
    layer_norm_epsilon: Epsilon,
    relative_attention_num_buckets: wholeNumber(4, 1024),
    relative_attention_max_distance: Width,
  }),
])

/** Buckets end logarithmically between a quarter of their number and the farthest position, so that must be farther. */
const checkSpread =
  (file: string) =>
  (config: T5Config): E.Either<BadConfig, T5Config> =>
    config.farthestPosition > Math.floor(config.positionBuckets / 4)
      ? E.right(config)
      : E.left(
          badConfig(
            file,
            'relative_attention_max_distance',
            String(config.farthestPosition),
            `more than a quarter of relative_attention_num_buckets (${config.positionBuckets})`,
          ),
        )

/**
 * The JSON of a text encoder's `config.json`; what it leaves out is as in transformers' `T5Config`. `BadConfig` for
 * another model type or feed-forward layer, and for a key that is missing or of another form.
 */
export const decodeT5Config = (file: string, json: unknown): E.Either<BadConfig, T5Config> =>
  pipe(
    decodeConfig(T5Json, file, json),
    E.map(
      (stored): T5Config => ({
        _tag: 'T5',
        vocabulary: stored.vocab_size,
        width: stored.d_model,
        headWidth: stored.d_kv,
        heads: stored.num_heads,
        innerWidth: stored.d_ff,
        blocks: stored.num_layers,
        feedForward: stored.feed_forward_proj ?? 'relu',
        epsilon: stored.layer_norm_epsilon ?? 1e-6,
        positionBuckets: stored.relative_attention_num_buckets ?? 32,
        farthestPosition: stored.relative_attention_max_distance ?? 128,
      }),
    ),
    E.flatMap(checkSpread(file)),
  )
