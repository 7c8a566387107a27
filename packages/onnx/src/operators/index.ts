/** ONNX's own operators (ai.onnx, set 20) and onnxruntime's fused ones, each one application of `node`. @module */
export * from './fused.js'
export * from './shapes.js'
export * from './standard.js'
