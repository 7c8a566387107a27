import { int, ints } from '../attribute.js'
import { node } from '../value.js'
import { type F32, f32Node, type Int64, int64s } from './values.js'

/** The same elements in another shape: 0 keeps a dimension, -1 takes what is left. */
export const reshape = (x: F32, dims: readonly number[]): F32 => f32Node('Reshape', [x, int64s(dims)])

/** Dimensions in another order. */
export const transpose = (x: F32, order: readonly number[]): F32 => f32Node('Transpose', [x], { perm: ints(order) })

/** Values one after the other along `axis`; their other dimensions are equal. */
export const concat = (values: readonly F32[], axis: number): F32 => f32Node('Concat', values, { axis: int(axis) })

/** The six equal parts of x along its last dimension. */
export const splitInSix = (x: F32): readonly [F32, F32, F32, F32, F32, F32] =>
  node('Split', [x], ['float32', 'float32', 'float32', 'float32', 'float32', 'float32'], {
    axis: int(-1),
    num_outputs: int(6),
  })

/** x along `axis` from index `start` up to, not including, `end`; negative ones count from the end. */
export const slice = (x: F32, axis: number, start: number, end: number): F32 =>
  f32Node('Slice', [x, int64s([start]), int64s([end]), int64s([axis])])

/** x along `axis` in two halves; of an odd number the first is larger. */
export const halvesAlong = (x: F32, axis: number): readonly [F32, F32] =>
  node('Split', [x], ['float32', 'float32'], { axis: int(axis), num_outputs: int(2) })

/** Zeros before and after each dimension; a negative count removes elements instead. */
export const pad = (x: F32, before: readonly number[], after: readonly number[]): F32 =>
  f32Node('Pad', [x, int64s([...before, ...after])])

/** Rows of `table` `[n, ...]` by their numbers: dimensions of `indices`, then those of a row. */
export const gatherRows = (table: F32, indices: Int64): F32 => f32Node('Gather', [table, indices])
