import { type Attributes, float, int, ints, text } from '../attribute.js'
import { constant, node, type Value } from '../value.js'

/**
 * One small function for each ONNX operator that the graphs of this package use; semantics are those of operator set
 * 20.
 */

/** A float32 value of a graph: what every function here takes and gives unless it says otherwise. */
export type F32 = Value<'float32'>

const one = (op: string, inputs: readonly (Value | undefined)[], attributes: Attributes = {}): F32 =>
  node(op, inputs, ['float32'], attributes)[0]

/** The number `value` as a scalar, which broadcasts against any shape. */
export const scalar = (value: number): F32 => constant({ type: 'float32', dims: [], data: Float32Array.of(value) })

/** Whole numbers as the int64 list `[n]` that shapes, axes and offsets are given in. */
export const int64s = (values: readonly number[]): Value<'int64'> =>
  constant({ type: 'int64', dims: [values.length], data: BigInt64Array.from(values, BigInt) })

/** a + b, broadcasting. */
export const add = (a: F32, b: F32): F32 => one('Add', [a, b])

/** a - b, broadcasting. */
export const sub = (a: F32, b: F32): F32 => one('Sub', [a, b])

/** a b element by element, broadcasting. */
export const mul = (a: F32, b: F32): F32 => one('Mul', [a, b])

/** a / b, broadcasting. */
export const div = (a: F32, b: F32): F32 => one('Div', [a, b])

/** e^x. */
export const exp = (x: F32): F32 => one('Exp', [x])

/** sin x, x in radians. */
export const sin = (x: F32): F32 => one('Sin', [x])

/** tanh x. */
export const tanh = (x: F32): F32 => one('Tanh', [x])

/** log(1 + e^x). */
export const softplus = (x: F32): F32 => one('Softplus', [x])

/** The same elements in another shape: 0 keeps a dimension, -1 takes what is left. */
export const reshape = (x: F32, dims: readonly number[]): F32 => one('Reshape', [x, int64s(dims)])

/** Dimensions in another order. */
export const transpose = (x: F32, order: readonly number[]): F32 => one('Transpose', [x], { perm: ints(order) })

/** cos x, x in radians. */
export const cos = (x: F32): F32 => one('Cos', [x])

/** The square root of x, element by element. */
export const sqrt = (x: F32): F32 => one('Sqrt', [x])

/** Values one after the other along `axis`; their other dimensions are equal. */
export const concat = (values: readonly F32[], axis: number): F32 => one('Concat', values, { axis: int(axis) })

/** The matrix product over the last two dimensions, the others broadcasting. */
export const matMul = (a: F32, b: F32): F32 => one('MatMul', [a, b])

/** Which factors of a product are transposed first. */
export interface Transposed {
  readonly a?: boolean
  readonly b?: boolean
}

/** The product of two matrices, `[m, k]` by `[k, n]` after transposing what is asked. */
export const gemm = (a: F32, b: F32, transposed: Transposed = {}): F32 =>
  one('Gemm', [a, b], { transA: int(transposed.a ? 1 : 0), transB: int(transposed.b ? 1 : 0) })

/** max(0, x). */
export const relu = (x: F32): F32 => one('Relu', [x])

/**
 * GELU in its tanh form: x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))). Source: Hendrycks and Gimpel 2016, section 2.
 */
export const geluTanh = (x: F32): F32 => one('Gelu', [x], { approximate: text('tanh') })

/** e^x / sum e^x over the last dimension. */
export const softmax = (x: F32): F32 => one('Softmax', [x], { axis: int(-1) })

/** The mean over the last dimension, which stays with size 1. */
export const mean = (x: F32): F32 => one('ReduceMean', [x, int64s([-1])])

/** Rows of `table` `[n, ...]` by their numbers: dimensions of `indices`, then those of a row. */
export const rows = (table: F32, indices: Value<'int64'>): F32 => one('Gather', [table, indices])

/** The first and the second half of x along its last dimension. */
export const inTwo = (x: F32): readonly [F32, F32] =>
  node('Split', [x], ['float32', 'float32'], { axis: int(-1), num_outputs: int(2) })

/** The three equal parts of x along its last dimension. */
export const inThree = (x: F32): readonly [F32, F32, F32] =>
  node('Split', [x], ['float32', 'float32', 'float32'], { axis: int(-1), num_outputs: int(3) })

/**
 * x less its mean over its standard deviation, both of the last dimension, times scale, plus bias. Ba et al. 2016, eq.
 * 4.
 */
export const layerNormalization = (x: F32, scale: F32, bias: F32, epsilon: number): F32 =>
  one('LayerNormalization', [x, scale, bias], { axis: int(-1), epsilon: float(epsilon) })

/** The mean over dimension `axis`, which stays with size 1. */
export const meanOver = (x: F32, axis: number): F32 => one('ReduceMean', [x, int64s([axis])])

/** The sum over dimension `axis`, which stays with size 1. */
export const sumOver = (x: F32, axis: number): F32 => one('ReduceSum', [x, int64s([axis])])

/** `ifZero` where x is 0, else `otherwise`, element by element. */
export const whereZero = (x: F32, ifZero: F32, otherwise: F32): F32 =>
  one('Where', [node('Equal', [x, scalar(0)], ['bool'])[0], ifZero, otherwise])

/** The operator of `linear`. */
export const LINEAR = 'FusedMatMul'

/**
 * x w^T: x `[..., in]`, w `[out, in]` as PyTorch's nn.Linear stores it, to `[..., out]`. The fused operator of
 * onnxruntime's CPU provider takes w as it lies; a Transpose would be folded into a copy of it.
 */
export const linear = (x: F32, weight: F32): F32 =>
  node(LINEAR, [x, weight], ['float32'], { transB: int(1) }, 'com.microsoft')[0]

/**
 * a^T b: a `[k, m]` as it lies, b `[batch, k, n]`, to `[batch, m, n]`. The fused operator of onnxruntime's CPU
 * provider.
 */
export const productOfTransposed = (a: F32, b: F32): F32 =>
  node('FusedMatMul', [a, b], ['float32'], { transA: int(1) }, 'com.microsoft')[0]

/** Zeros before and after each dimension; a negative count removes elements instead. */
export const pad = (x: F32, before: readonly number[], after: readonly number[]): F32 =>
  one('Pad', [x, int64s([...before, ...after])])

/** The Euclidean norm over `axes`, which stay with size 1. */
export const norm = (x: F32, axes: readonly number[]): F32 => one('ReduceL2', [x, int64s(axes)])

/** x along `axis` from index `start` up to, not including, `end`; negative ones count from the end. */
export const slice = (x: F32, axis: number, start: number, end: number): F32 =>
  one('Slice', [x, int64s([start]), int64s([end]), int64s([axis])])

/** How a convolution over one dimension moves. `padding` is that on either side, in input elements. */
export interface Convolving {
  readonly stride?: number
  readonly dilation?: number
  readonly padding: number
}

/** PyTorch's conv1d: x `[batch, in, length]`, weight `[out, in, kernel]`, bias `[out]`, to `[batch, out, length']`. */
export const conv1d = (
  x: F32,
  weight: F32,
  bias: F32 | undefined,
  { stride = 1, dilation = 1, padding }: Convolving,
): F32 =>
  one('Conv', [x, weight, bias], {
    strides: ints([stride]),
    dilations: ints([dilation]),
    pads: ints([padding, padding]),
  })
