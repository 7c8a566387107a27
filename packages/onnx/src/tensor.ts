import type { ReadonlyF32 } from '@sigmastream/core'

/** The arrays that hold each element type. float16 is kept as its bits; bool as 0 and 1; int64 as bigint. */
interface ElementArrays {
  readonly float32: Float32Array
  readonly float16: Uint16Array
  readonly int64: BigInt64Array
  readonly int32: Int32Array
  readonly int8: Int8Array
  readonly uint8: Uint8Array
  readonly bool: Uint8Array
}

/** The element types that graphs are built of and run on, under the names onnxruntime gives them. */
export type ElementType = keyof ElementArrays

/**
 * A row-major array with its dimensions; a scalar has none. A union over its element types: test `type` and `data`
 * narrows.
 */
export type Tensor<T extends ElementType = ElementType> = {
  readonly [K in T]: { readonly type: K; readonly dims: readonly number[]; readonly data: ElementArrays[K] }
}[T]

/** What a session is fed: a tensor, or float32 that can only be read, as a latent's are. */
export type Feed = Tensor | { readonly type: 'float32'; readonly dims: readonly number[]; readonly data: ReadonlyF32 }

/** float32 over memory that threads share: a session reads and writes it where it lies. */
export interface SharedTensor {
  readonly type: 'float32'
  readonly dims: readonly number[]
  readonly data: Float32Array<SharedArrayBuffer>
}

/**
 * What values inside a graph may be: bfloat16 too, which checkpoints store, and which neither a feed nor an answer can
 * be.
 */
export type ValueType = ElementType | 'bfloat16'

/** Bytes of one element. */
export const elementBytes: { readonly [K in ValueType]: number } = {
  float32: 4,
  float16: 2,
  bfloat16: 2,
  int64: 8,
  int32: 4,
  int8: 1,
  uint8: 1,
  bool: 1,
}

/** The number of elements of these dimensions: 1 for a scalar. */
export const countOf = (dims: readonly number[]): number => dims.reduce((product, n) => product * n, 1)
