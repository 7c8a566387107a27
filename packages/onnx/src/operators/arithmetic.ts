import { float, int, text } from '../attribute.js'
import { node } from '../value.js'
import { type F32, f32Node, RUNTIME_DOMAIN, scalar } from './values.js'

/** a + b, broadcasting. */
export const add = (a: F32, b: F32): F32 => f32Node('Add', [a, b])

/** a - b, broadcasting. */
export const sub = (a: F32, b: F32): F32 => f32Node('Sub', [a, b])

/** a b element by element, broadcasting. */
export const mul = (a: F32, b: F32): F32 => f32Node('Mul', [a, b])

/** a / b, broadcasting. */
export const div = (a: F32, b: F32): F32 => f32Node('Div', [a, b])

/** e^x. */
export const exp = (x: F32): F32 => f32Node('Exp', [x])

/** sin x, x in radians. */
export const sin = (x: F32): F32 => f32Node('Sin', [x])

/** cos x, x in radians. */
export const cos = (x: F32): F32 => f32Node('Cos', [x])

/** tanh x. */
export const tanh = (x: F32): F32 => f32Node('Tanh', [x])

/** The square root of x, element by element. */
export const sqrt = (x: F32): F32 => f32Node('Sqrt', [x])

/** 1 / (1 + e^-x). */
export const sigmoid = (x: F32): F32 => f32Node('Sigmoid', [x])

/** log(1 + e^x). */
export const softplus = (x: F32): F32 => f32Node('Softplus', [x])

/** max(0, x). */
export const relu = (x: F32): F32 => f32Node('Relu', [x])

/**
 * GELU in its tanh form: x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))). Source: Hendrycks and Gimpel 2016, section 2.
 */
export const geluTanh = (x: F32): F32 => f32Node('Gelu', [x], { approximate: text('tanh') })

/** x sigmoid(x): SiLU, which is onnxruntime's QuickGelu at alpha 1. */
export const silu = (x: F32): F32 => f32Node('QuickGelu', [x], { alpha: float(1) }, RUNTIME_DOMAIN)

/** e^x / sum e^x over the last dimension. */
export const softmax = (x: F32): F32 => f32Node('Softmax', [x], { axis: int(-1) })

/** `ifZero` where x is 0, else `otherwise`, element by element. */
export const whereZero = (x: F32, ifZero: F32, otherwise: F32): F32 =>
  f32Node('Where', [node('Equal', [x, scalar(0)], ['bool'])[0], ifZero, otherwise])
