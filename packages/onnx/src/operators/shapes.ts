import { int } from '../attribute.js'
import { constant, node, type Value } from '../value.js'
import type { F32 } from './standard.js'

/** Operators whose result depends on sizes that are known only when the graph runs. */

/** Sizes, repeats or positions: an int64 list, or one number. */
export type Int64 = Value<'int64'>

/** One whole number, which has no dimensions. */
export const int64 = (value: number): Int64 =>
  constant({ type: 'int64', dims: [], data: BigInt64Array.of(BigInt(value)) })

/** The sizes of x from dimension `start` up to, not including, `end`. */
export const sizes = (x: Value, start: number, end?: number): Int64 =>
  node('Shape', [x], ['int64'], { start: int(start), ...(end === undefined ? {} : { end: int(end) }) })[0]

/** Lists of sizes, one after the other. */
export const joined = (lists: readonly Int64[]): Int64 => node('Concat', lists, ['int64'], { axis: int(0) })[0]

/** x repeated as a whole, `repeats[i]` times along dimension i. */
export const tile = (x: F32, repeats: Int64): F32 => node('Tile', [x, repeats], ['float32'])[0]

/** x with dimensions of size 1 stretched to `dims`; a 1 there keeps a dimension. */
export const expand = (x: F32, dims: Int64): F32 => node('Expand', [x, dims], ['float32'])[0]

/** The same elements in a shape that is computed: 0 keeps a dimension, -1 takes what is left. */
export const reshapeTo = (x: F32, dims: Int64): F32 => node('Reshape', [x, dims], ['float32'])[0]

/** What lies at `index` of the first dimension, which goes: -1 is the last. */
export const at = (x: F32, index: number): F32 => node('Gather', [x, int64(index)], ['float32'], { axis: int(0) })[0]

/** 0, 1, 2 ... up to, not including, the size of dimension `axis` of x, as float32. */
export const positions = (x: F32, axis: number): F32 => {
  const size = node('Squeeze', [sizes(x, axis, axis + 1)], ['int64'])[0]
  const counted = node('Range', [int64(0), size, int64(1)], ['int64'])[0]
  return node('Cast', [counted], ['float32'], { to: int(1) })[0]
}

const list = (value: bigint): Int64 => constant({ type: 'int64', dims: [1], data: BigInt64Array.of(value) })

/** Further than any dimension reaches. */
const END = list(2n ** 62n)

/** x along `axis`, without its first `count` elements. */
export const dropFirst = (x: F32, count: number, axis: number): F32 =>
  node('Slice', [x, list(BigInt(count)), END, list(BigInt(axis))], ['float32'])[0]

/** The first rows of x, as many as `like` has, and the rest of them, of which there may be none. */
export const rowsAs = (x: F32, like: F32): readonly [F32, F32] => {
  const [count, axis] = [sizes(like, 0, 1), list(0n)]
  return [
    node('Slice', [x, list(0n), count, axis], ['float32'])[0],
    node('Slice', [x, count, END, axis], ['float32'])[0],
  ]
}
