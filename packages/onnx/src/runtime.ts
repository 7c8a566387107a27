import { createRequire } from 'node:module'
import type * as Runtime from 'onnxruntime-node'

/**
 * onnxruntime, as it is required: an import would first read all of its files for the names in them, a fifth of the time
 * in which a session's thread starts. Loaded for the worker and the probe, never for the thread that asks them.
 */
export const { env, InferenceSession, listSupportedBackends, Tensor }: typeof Runtime = createRequire(import.meta.url)(
  'onnxruntime-node',
)
