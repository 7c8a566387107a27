import { basename } from 'node:path'
import type { StoredMatrix, StoredPart } from '@sigmastream/checkpoint'
import { attribute, constant, external, node, type Value, type ValueType } from '@sigmastream/onnx'
import { div, type F32, int64s, linear, mul, scalar } from '@sigmastream/onnx/operators'
import { BLOCK } from '../precision/int4.js'
import { weightValue } from './weight.js'

/** A matrix of 4 bits: values `[outputs, blocks, bytes]`, scales `[outputs blocks]`. */
interface Int4Value {
  readonly outputs: number
  readonly blocks: number
  readonly values: Value<'uint8'>
  readonly scales: F32
}

/** A matrix `[outputs, inputs]` as values of a graph, laid out as `StoredMatrix` says. */
export type MatrixValue =
  | { readonly _tag: 'Plain'; readonly values: F32 }
  | { readonly _tag: 'Half'; readonly values: Value<'float16'> }
  | { readonly _tag: 'Int8'; readonly values: Value<'int8'>; readonly scales: F32 }
  | ({ readonly _tag: 'Int4' } & Int4Value)

const storedValue = <T extends ValueType>({ type, shape, file, offset, length }: StoredPart<T>): Value<T> =>
  external(type, shape, { location: basename(file), offset, length })

const domain = 'com.microsoft'

/** The byte that stands for 0, so that a token's values from -127 to 127 are 1 to 255. */
const ZERO = constant({ type: 'uint8', dims: [], data: Uint8Array.of(128) })
const MOST = 127

/** Less than any token's largest value that means something; a token of zeros is divided by it. */
const LEAST = 1e-30

/** The largest magnitude of each token of x `[..., tokens, width]`: `[..., tokens, 1]`. */
const magnitude = (x: F32): F32 => {
  const over = (op: 'ReduceMax' | 'ReduceMin'): F32 => node(op, [x, int64s([-1])], ['float32'])[0]
  const opposite = node('Neg', [over('ReduceMin')], ['float32'])[0]
  return node('Max', [over('ReduceMax'), opposite, scalar(LEAST)], ['float32'])[0]
}

/**
 * x W^T in 8 bits: each token by a scale of its own, so that what it becomes does not depend on what else is in the
 * batch. Dettmers et al. 2022 (LLM.int8()), section 2.1, vector-wise quantization.
 */
const int8Product = (x: F32, values: Value<'int8'>, scales: F32): F32 => {
  const most = magnitude(x)
  const bytes = node('QuantizeLinear', [mul(x, div(scalar(MOST), most)), scalar(1), ZERO], ['uint8'])[0]
  const storedProduct = node(
    'MatMulIntegerToFloat',
    [bytes, values, scalar(1), scales, ZERO],
    ['float32'],
    {},
    domain,
  )[0]
  return mul(storedProduct, div(most, scalar(MOST)))
}

/**
 * x W^T, the weights unpacked as they are used and x rounded to 8 bits in blocks of as many: MatMulNBits at accuracy
 * level 4.
 */
const int4Product = (x: F32, { outputs, blocks, values, scales }: Int4Value): F32 => {
  const sizes = {
    N: attribute.int(outputs),
    K: attribute.int(blocks * BLOCK),
    bits: attribute.int(4),
    block_size: attribute.int(BLOCK),
    accuracy_level: attribute.int(4),
  }
  return node('MatMulNBits', [x, values, scales], ['float32'], sizes, domain)[0]
}

/** x W^T: x `[..., inputs]` by a matrix `[outputs, inputs]` to `[..., outputs]`, in what the matrix is held in. */
export const matrixProduct = (x: F32, matrix: MatrixValue): F32 => {
  switch (matrix._tag) {
    case 'Plain':
      return linear(x, matrix.values)
    case 'Half':
      return linear(x, node('Cast', [matrix.values], ['float32'], { to: attribute.int(1) })[0])
    case 'Int8':
      return int8Product(x, matrix.values, matrix.scales)
    case 'Int4':
      return int4Product(x, matrix)
  }
}

const valueOf = (matrix: StoredMatrix): MatrixValue => {
  switch (matrix._tag) {
    case 'Plain':
      return { _tag: 'Plain', values: weightValue(matrix.weight) }
    case 'Half':
      return { _tag: 'Half', values: storedValue(matrix.values) }
    case 'Int8':
      return { _tag: 'Int8', values: storedValue(matrix.values), scales: storedValue(matrix.scales) }
    case 'Int4': {
      const { values, scales } = matrix
      const [outputs = 0, blocks = 0] = values.shape
      return { _tag: 'Int4', outputs, blocks, values: storedValue(values), scales: storedValue(scales) }
    }
  }
}

/** `matrixProduct` with a matrix that is read where it lies. */
export const storedProduct = (x: F32, matrix: StoredMatrix): F32 => matrixProduct(x, valueOf(matrix))
