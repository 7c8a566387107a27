import { int } from '../attribute.js'
import { type F32, f32Node, int64s, RUNTIME_DOMAIN } from './values.js'

/**
 * What attention is given: each `[batch, tokens, heads * size]`, keys and values with as many tokens as each other. These
 * two may both be `[batch, heads, tokens, size]`, which is how they are taken: the engine copies anything else.
 */
export interface AttentionInputs {
  readonly queries: F32
  readonly keys: F32
  readonly values: F32
}

/**
 * softmax(q k^T / sqrt(size)) v for each of `heads` heads, without a mask: gives `[batch, query tokens, heads * size]`.
 * `bias` `[batch or 1, heads or 1, query tokens, key tokens]` is added to what the softmax is of. Vaswani et al. 2017,
 * eq. 1.
 */
export const multiHeadAttention = ({ queries, keys, values }: AttentionInputs, heads: number, bias?: F32): F32 =>
  f32Node(
    'MultiHeadAttention',
    [queries, keys, values, ...(bias === undefined ? [] : [undefined, undefined, bias])],
    { num_heads: int(heads) },
    RUNTIME_DOMAIN,
  )

/** Cosines and sines of a rotary embedding, each `[tokens, rotated / 2]`. */
export interface RotaryTables {
  readonly cosines: F32
  readonly sines: F32
}

/**
 * Rotates the first `rotated` dimensions of each head of x `[batch, tokens, heads * size]`, the first half of them
 * against the second; row i of the tables is for token i. Su et al. 2021, eq. 34, in the layout of GPT-NeoX.
 */
export const rotate = (x: F32, { cosines, sines }: RotaryTables, heads: number, rotated: number): F32 => {
  const attributes = { num_heads: int(heads), rotary_embedding_dim: int(rotated), interleaved: int(0) }
  return f32Node('RotaryEmbedding', [x, int64s([0]), cosines, sines], attributes, RUNTIME_DOMAIN)
}
