import { int } from './attribute.js'
import { constant, node, type Value } from './value.js'

/** ONNX's own operators (ai.onnx, set 20) that graphs of this project use, each one application of `node`. */

type Real = 'float32' | 'float16'

const longs = (values: readonly number[]): Value<'int64'> =>
  constant({ type: 'int64', dims: [values.length], data: BigInt64Array.from(values, BigInt) })

/** a + b, dimensions broadcast. */
export const add = <T extends Real>(a: Value<T>, b: Value<NoInfer<T>>): Value<T> => node('Add', [a, b], [a.type])[0]

/** a * b element by element, dimensions broadcast. */
export const mul = <T extends Real>(a: Value<T>, b: Value<NoInfer<T>>): Value<T> => node('Mul', [a, b], [a.type])[0]

/** Which factors of a product are transposed first. */
export interface Transposed {
  readonly a?: boolean
  readonly b?: boolean
}

/** The product of two matrices, `[m, k]` by `[k, n]` after transposing what is asked. */
export const gemm = <T extends Real>(a: Value<T>, b: Value<NoInfer<T>>, transposed: Transposed = {}): Value<T> =>
  node('Gemm', [a, b], [a.type], { transA: int(transposed.a ? 1 : 0), transB: int(transposed.b ? 1 : 0) })[0]

/** exp(x) over its sum along the last dimension. */
export const softmax = <T extends Real>(x: Value<T>): Value<T> => node('Softmax', [x], [x.type], { axis: int(-1) })[0]

/** The same elements under other dimensions; one of them may be -1, for what is left. */
export const reshape = <T extends Real>(x: Value<T>, dims: readonly number[]): Value<T> =>
  node('Reshape', [x, longs(dims)], [x.type])[0]

/** Zeros before and after each dimension; a negative count removes elements instead. */
export const pad = <T extends Real>(x: Value<T>, before: readonly number[], after: readonly number[]): Value<T> =>
  node('Pad', [x, longs([...before, ...after])], [x.type])[0]

/** The elements `start <= i < end` of one dimension. */
export const slice = <T extends Real>(x: Value<T>, axis: number, start: number, end: number): Value<T> =>
  node('Slice', [x, longs([start]), longs([end]), longs([axis])], [x.type])[0]
