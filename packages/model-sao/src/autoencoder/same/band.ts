import { constant } from '@sigmastream/onnx'
import {
  add,
  concat,
  concatSizes,
  dropFirst,
  expand,
  type F32,
  int64s,
  multiHeadAttention,
  pad,
  reshape,
  scalar,
  sizesOf,
  slice,
  transpose,
  whereZero,
} from '@sigmastream/onnx/operators'
import type { Attend } from './attention.js'

/** How many groups before and behind its own a token sees. */
interface Band {
  readonly before: number
  readonly after: number
}

/** Added to the logit of a key that is not to be seen. */
const UNSEEN = -1e30

/** Tokens of each group of x `[groups, heads, tokens, size]` with those of the groups around it, zeros where there is none. */
const withNeighbours = (x: F32, { before, after }: Band): F32 => {
  const padded = pad(x, [before, 0, 0, 0], [after, 0, 0, 0])
  const all = before + after
  const shifted = (offset: number): F32 =>
    offset === all ? dropFirst(padded, all, 0) : slice(padded, 0, offset, offset - all)
  return concat(
    Array.from({ length: all + 1 }, (_, offset) => shifted(offset)),
    2,
  )
}

/** `[1, 1, queries, keys]`: 0 where a query of a group sees a key of the groups around it. */
const bandBias = (group: number, { before, after }: Band): F32 => {
  const keys = group * (before + 1 + after)
  const data = Float32Array.from({ length: group * keys }, (_, i) => {
    const [query, key] = [Math.floor(i / keys), i % keys]
    return key >= query && key <= query + group * (before + after) ? 0 : UNSEEN
  })
  return constant({ type: 'float32', dims: [1, 1, group, keys], data })
}

/** `[groups, 1, 1, keys]`: 0 where a group around each is there. */
const edgeBias = (groups: F32, group: number, band: Band): F32 => {
  const ones = expand(scalar(1), concatSizes([sizesOf(groups, 0, 1), int64s([1, group, 1])]))
  const there = whereZero(withNeighbours(ones, band), scalar(UNSEEN), scalar(0))
  return reshape(there, [-1, 1, 1, group * (band.before + 1 + band.after)])
}

/**
 * Attention among tokens such as those of x `[1, tokens, width]`, in groups of `group`: each sees those that are at most
 * so many groups' length before or behind it. The queries of one group meet the keys of the groups around it, less those
 * that are too far: exactly the band, at a cost that grows with the tokens alone. Source: Beltagy et al. 2020
 * (Longformer), section 3.1; the window of stable-audio-3 `models/transformer.py`, `Attention.apply_attn`.
 */
export const bandAttention = (x: F32, width: number, heads: number, group: number, band: Band): Attend => {
  const grouped = (given: F32): F32 => reshape(given, [-1, group, width])
  const byHead = (given: F32): F32 => transpose(reshape(given, [-1, group, heads, width / heads]), [0, 2, 1, 3])
  const bias = add(bandBias(group, band), edgeBias(grouped(x), group, band))
  return (values) => {
    const around = withNeighbours(byHead(values), band)
    return (queries, keys) => {
      const seen = { queries: grouped(queries), keys: withNeighbours(byHead(keys), band), values: around }
      return reshape(multiHeadAttention(seen, heads, bias), [1, -1, width])
    }
  }
}
