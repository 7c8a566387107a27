import type { Tensor as OrtTensor } from 'onnxruntime-node'
import type { OwnArrays } from './own-arrays.js'
import { isShared, type SharedTensors } from './protocol.js'
import { Tensor as NativeTensor } from './runtime.js'
import type { Tensor } from './tensor.js'

/** A feed as the engine takes it: what is shared, copied into an array of this thread. */
export const fedBy = (name: string, feed: Tensor, own: OwnArrays): OrtTensor => {
  if (!isShared(feed)) return new NativeTensor(feed.type, feed.data, feed.dims)
  const data = own(name, feed.data.length)
  data.set(feed.data)
  return new NativeTensor('float32', data, feed.dims)
}

/** Brings what the engine wrote into arrays of this thread where it is wanted. */
export const share = (results: Readonly<Record<string, OrtTensor>>, into: SharedTensors): void => {
  for (const [name, { data }] of Object.entries(into)) {
    const made = results[name]?.data
    if (!(made instanceof Float32Array)) throw new Error(`there is no float32 output "${name}" to be shared`)
    data.set(made)
  }
}
