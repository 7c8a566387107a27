/**
 * ONNX's own operators (ai.onnx, set 20) and onnxruntime's fused ones, one small function each.
 *
 * @module
 */
export * from './arithmetic.js'
export * from './attention.js'
export * from './computed-layout.js'
export * from './layout.js'
export * from './products.js'
export * from './reductions.js'
export { type F32, type Int64, int64, int64s, scalar } from './values.js'
