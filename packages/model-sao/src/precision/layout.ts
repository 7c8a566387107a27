import { bytesOf, type PackedTensor } from './pack.js'

/** Elements begin at a multiple of this, so that the largest type lies where a processor reads it best. */
const ALIGNMENT = 64

/** What a file of packed weights says of itself. */
export type Metadata = Readonly<Record<string, string>>

/** The first bytes of a safetensors file of these tensors, in this order. */
export const headerOf = (tensors: readonly PackedTensor[], metadata: Metadata): Uint8Array => {
  let end = 0
  const entries = tensors.map((tensor) => {
    const begin = end
    end += bytesOf(tensor)
    return [tensor.name, { dtype: tensor.dtype, shape: tensor.shape, data_offsets: [begin, end] }] as const
  })
  const json = new TextEncoder().encode(JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) }))
  const length = Math.ceil((8 + json.length) / ALIGNMENT) * ALIGNMENT - 8
  const bytes = new Uint8Array(8 + length).fill(0x20, 8)
  new DataView(bytes.buffer).setUint32(0, length, true)
  bytes.set(json, 8)
  return bytes
}
