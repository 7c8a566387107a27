import type { Attributes } from '../attribute.js'
import { constant, node, type Value } from '../value.js'

/** A float32 value of a graph: what every operator here takes and gives unless it says otherwise. */
export type F32 = Value<'float32'>

/** Sizes, repeats or positions: an int64 list, or one number. */
export type Int64 = Value<'int64'>

/** The number `value` as a scalar, which broadcasts against any shape. */
export const scalar = (value: number): F32 => constant({ type: 'float32', dims: [], data: Float32Array.of(value) })

/** One whole number, which has no dimensions. */
export const int64 = (value: number): Int64 =>
  constant({ type: 'int64', dims: [], data: BigInt64Array.of(BigInt(value)) })

/** Whole numbers as the list `[n]` that shapes, axes and offsets are given in. */
export const int64s = (values: readonly number[]): Int64 =>
  constant({ type: 'int64', dims: [values.length], data: BigInt64Array.from(values, BigInt) })

/** onnxruntime's own domain: each of its operators does in one pass over memory what takes several of ONNX's own. */
export const RUNTIME_DOMAIN = 'com.microsoft'

/** An operator with one float32 output. */
export const f32Node = (
  op: string,
  inputs: readonly (Value | undefined)[],
  attributes: Attributes = {},
  domain = '',
): F32 => node(op, inputs, ['float32'], attributes, domain)[0]
