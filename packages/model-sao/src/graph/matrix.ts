import { attribute, constant, node, type Value } from '@sigmastream/onnx'
import { concat, div, type F32, int64s, linear, mul, scalar } from '@sigmastream/onnx/operators'
import { readonlyNonEmptyArray as RNEA } from 'fp-ts'
import { BLOCK } from '../precision/int4.js'

/** A matrix of 4 bits: values `[outputs, blocks, bytes]`, scales `[outputs blocks]`. */
interface Int4Value {
  readonly outputs: number
  readonly blocks: number
  readonly values: Value<'uint8'>
  readonly scales: F32
}

/** A matrix in 8 bits: values `[inputs, outputs]`, scales `[outputs]`. */
interface Int8Value {
  readonly values: Value<'int8'>
  readonly scales: F32
}

/** A matrix `[outputs, inputs]` as values of a graph, laid out as `StoredMatrix` says. */
export type MatrixValue =
  | { readonly _tag: 'Plain'; readonly values: F32 }
  | { readonly _tag: 'Half'; readonly values: Value<'float16'> }
  | ({ readonly _tag: 'Int8' } & Int8Value)
  | ({ readonly _tag: 'Int4' } & Int4Value)

/**
 * Tokens `[..., tokens, width]` whose width lies in pieces, one after the other: what is done to each element is done
 * to a piece before it is to the next, and finds it in the cache.
 */
export type Pieces = RNEA.ReadonlyNonEmptyArray<F32>

/** All of the pieces as one value. */
export const whole = (pieces: Pieces): F32 => (pieces.length === 1 ? RNEA.head(pieces) : concat(pieces, -1))

const domain = 'com.microsoft'

/** The byte that stands for 0, so that a token's values from -127 to 127 are 1 to 255. */
const ZERO = constant({ type: 'uint8', dims: [], data: Uint8Array.of(128) })
const MOST = 127

/** Less than any token's largest value that means something; a token of zeros is divided by it. */
const LEAST = 1e-30

/** The largest magnitude of each token of x `[..., tokens, width]`: `[..., tokens, 1]`. */
const magnitude = (x: Pieces): F32 => {
  const over = (op: 'ReduceMax' | 'ReduceMin') => (piece: F32) => node(op, [piece, int64s([-1])], ['float32'])[0]
  const least = RNEA.map(over('ReduceMin'))(x)
  const opposite = node(
    'Neg',
    [least.length === 1 ? RNEA.head(least) : node('Min', least, ['float32'])[0]],
    ['float32'],
  )
  return node('Max', [...RNEA.map(over('ReduceMax'))(x), ...opposite, scalar(LEAST)], ['float32'])[0]
}

/** Tokens in 8 bits, and what each is to be multiplied with. */
interface TokenBytes {
  readonly bytes: Value<'uint8'>
  readonly scales: F32
}

/**
 * Each token by a scale of its own, so that what it becomes does not depend on what else is in the batch. Dettmers et
 * al. 2022 (LLM.int8()), section 2.1, vector-wise quantization.
 */
const inBytes = (x: Pieces): TokenBytes => {
  const most = magnitude(x)
  const inverse = div(scalar(MOST), most)
  const pieces = RNEA.map((piece: F32) => node('QuantizeLinear', [mul(piece, inverse), scalar(1), ZERO], ['uint8'])[0])(
    x,
  )
  const joined = node('Concat', pieces, ['uint8'], { axis: attribute.int(-1) })[0]
  return { bytes: pieces.length === 1 ? RNEA.head(pieces) : joined, scales: div(most, scalar(MOST)) }
}

/** x W^T in 8 bits. */
const int8Product = ({ bytes, scales }: TokenBytes, by: Int8Value): F32 => {
  const inputs = [bytes, by.values, scalar(1), by.scales, ZERO]
  return mul(node('MatMulIntegerToFloat', inputs, ['float32'], {}, domain)[0], scales)
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

/**
 * x W^T for each W that it is given: x `[..., inputs]` by matrices `[outputs, inputs]` to `[..., outputs]`, in what the
 * matrix is held in. What products with one x have in common is computed once.
 */
export const productsOf = (x: Pieces): ((matrix: MatrixValue) => F32) => {
  const [all, bytes] = [whole(x), inBytes(x)]
  return (matrix) => {
    switch (matrix._tag) {
      case 'Plain':
        return linear(all, matrix.values)
      case 'Half':
        return linear(all, node('Cast', [matrix.values], ['float32'], { to: attribute.int(1) })[0])
      case 'Int8':
        return int8Product(bytes, matrix)
      case 'Int4':
        return int4Product(all, matrix)
    }
  }
}
