import { int, ints } from '../attribute.js'
import { type F32, f32Node, RUNTIME_DOMAIN } from './values.js'

/** The matrix product over the last two dimensions, the others broadcasting. */
export const matMul = (a: F32, b: F32): F32 => f32Node('MatMul', [a, b])

/** Which factors of a product are transposed first. */
export interface GemmTransposes {
  readonly a?: boolean
  readonly b?: boolean
}

/** The product of two matrices, `[m, k]` by `[k, n]` after transposing what is asked. */
export const gemm = (a: F32, b: F32, transposes: GemmTransposes = {}): F32 =>
  f32Node('Gemm', [a, b], { transA: int(transposes.a ? 1 : 0), transB: int(transposes.b ? 1 : 0) })

/** The operator of `linear`. */
export const LINEAR = 'FusedMatMul'

/**
 * x w^T: x `[..., in]`, w `[out, in]` as PyTorch's nn.Linear stores it, to `[..., out]`. The fused operator of
 * onnxruntime's CPU provider takes w as it lies; a Transpose would be folded into a copy of it.
 */
export const linear = (x: F32, weight: F32): F32 => f32Node(LINEAR, [x, weight], { transB: int(1) }, RUNTIME_DOMAIN)

/**
 * a^T b: a `[k, m]` as it lies, b `[batch, k, n]`, to `[batch, m, n]`. The fused operator of onnxruntime's CPU
 * provider.
 */
export const productOfTransposed = (a: F32, b: F32): F32 =>
  f32Node('FusedMatMul', [a, b], { transA: int(1) }, RUNTIME_DOMAIN)

/** How a convolution over one dimension moves, in input elements; `padding` is that on either side. */
export interface Conv1dOptions {
  readonly stride?: number
  readonly dilation?: number
  readonly padding: number
}

/** PyTorch's conv1d: x `[batch, in, length]`, weight `[out, in, kernel]`, bias `[out]`, to `[batch, out, length']`. */
export const conv1d = (
  x: F32,
  weight: F32,
  bias: F32 | undefined,
  { stride = 1, dilation = 1, padding }: Conv1dOptions,
): F32 =>
  f32Node('Conv', [x, weight, bias], {
    strides: ints([stride]),
    dilations: ints([dilation]),
    pads: ints([padding, padding]),
  })
