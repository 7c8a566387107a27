import { int } from '../attribute.js'
import { constant, node, type Value } from '../value.js'
import { type F32, f32Node, type Int64, int64, int64s } from './values.js'

// Here are the operators whose result depends on sizes that are known only when the graph runs.

/** The sizes of x from dimension `start` up to, not including, `end`. */
export const sizesOf = (x: Value, start: number, end?: number): Int64 =>
  node('Shape', [x], ['int64'], { start: int(start), ...(end === undefined ? {} : { end: int(end) }) })[0]

/** Lists of sizes, one after the other. */
export const concatSizes = (lists: readonly Int64[]): Int64 => node('Concat', lists, ['int64'], { axis: int(0) })[0]

/** The same elements in a shape that is computed: 0 keeps a dimension, -1 takes what is left. */
export const reshapeTo = (x: F32, dims: Int64): F32 => f32Node('Reshape', [x, dims])

/** x repeated as a whole, `repeats[i]` times along dimension i. */
export const tile = (x: F32, repeats: Int64): F32 => f32Node('Tile', [x, repeats])

/** x with dimensions of size 1 stretched to `dims`; a 1 there keeps a dimension. */
export const expand = (x: F32, dims: Int64): F32 => f32Node('Expand', [x, dims])

/** What lies at `index` of the first dimension, which goes: -1 is the last. */
export const itemAt = (x: F32, index: number): F32 => f32Node('Gather', [x, int64(index)], { axis: int(0) })

/** 0, 1, 2 ... up to, not including, the size of dimension `axis` of x, as float32. */
export const positionsAlong = (x: F32, axis: number): F32 => {
  const size = node('Squeeze', [sizesOf(x, axis, axis + 1)], ['int64'])[0]
  const counted = node('Range', [int64(0), size, int64(1)], ['int64'])[0]
  return f32Node('Cast', [counted], { to: int(1) })
}

/** Further than any dimension reaches. */
const END = constant({ type: 'int64', dims: [1], data: BigInt64Array.of(2n ** 62n) })

/** x along `axis`, without its first `count` elements. */
export const dropFirst = (x: F32, count: number, axis: number): F32 =>
  f32Node('Slice', [x, int64s([count]), END, int64s([axis])])

/** x `[a, length, b]` with zeros behind its rows, so that their number is a multiple of `multiple`. */
export const padRowsTo = (x: F32, multiple: number): F32 => {
  const negative = node('Neg', [sizesOf(x, 1, 2)], ['int64'])[0]
  const missing = node('Mod', [negative, int64s([multiple])], ['int64'])[0] // of the sign of the divisor
  return f32Node('Pad', [x, concatSizes([int64s([0, 0, 0, 0]), missing, int64s([0])])])
}

/** The first rows of x, as many as `like` has, and the rest of them, of which there may be none. */
export const splitRowsLike = (x: F32, like: F32): readonly [F32, F32] => {
  const [count, axis] = [sizesOf(like, 0, 1), int64s([0])]
  return [f32Node('Slice', [x, int64s([0]), count, axis]), f32Node('Slice', [x, count, END, axis])]
}
