import { type F32, multiHeadAttention, sub } from '@sigmastream/onnx/operators'
import { readonlyNonEmptyArray as RNEA } from 'fp-ts'

/** Queries and keys that meet, each `[batch, tokens, heads * size]`. */
export interface QueriesKeys {
  readonly queries: F32
  readonly keys: F32
}

/**
 * softmax(q k) v for each of `heads` heads, less softmax(q' k') v where a second pair meets: there is no factor between
 * them. `bias` is added to what each softmax is of. stable-audio-3 `models/transformer.py`, `Attention.forward`
 * (`differential`).
 */
export const attention = (
  pairs: RNEA.ReadonlyNonEmptyArray<QueriesKeys>,
  values: F32,
  heads: number,
  bias?: F32,
): F32 => {
  const [one, ...others] = RNEA.map((pair: QueriesKeys) => multiHeadAttention({ ...pair, values }, heads, bias))(pairs)
  return others.reduce((sum, other) => sub(sum, other), one)
}
