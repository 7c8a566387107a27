import type * as core from '@tensorflow/tfjs-core'

/** How often `growth` calls. */
export const countedCalls = 1000

/** What no call left behind. */
export const noGrowth = { tensors: 0, buffers: 0, bytes: 0 }

/** What the engine holds more of after `countedCalls` calls in turn than after the first, which may set kernels up. */
export const growth = async (tf: typeof core, call: () => Promise<unknown>): Promise<typeof noGrowth> => {
  await call()
  const { numTensors, numDataBuffers, numBytes } = tf.memory()
  for (let i = 0; i < countedCalls; i++) await call()
  const after = tf.memory()
  return {
    tensors: after.numTensors - numTensors,
    buffers: after.numDataBuffers - numDataBuffers,
    bytes: after.numBytes - numBytes,
  }
}
