import type { ReadonlyF32 } from '@sigmastream/core'
import { float32OfBfloat16, float32OfHalves } from '@sigmastream/core'
import { type ByteOrder, type Dtype, ITEM_SIZE } from './dtype.js'

const HOST: ByteOrder = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 'little' : 'big'

/** A copy in memory of its own, so aligned for any element, with each element's bytes in this machine's order. */
const inHostOrder = (bytes: Uint8Array, size: number, order: ByteOrder): ArrayBuffer => {
  const copy = new Uint8Array(bytes)
  if (order !== HOST && size > 1) {
    for (let start = 0; start < copy.length; start += size) copy.subarray(start, start + size).reverse()
  }
  return copy.buffer
}

/**
 * int64 to the number that float32 storage then rounds once. Past 2^53 a float64 cannot hold it, and rounding twice
 * could differ from rounding once: so the low 11 bits become one sticky bit, which keeps every tie and no more.
 */
const numberOfInt64 = (value: bigint): number => {
  const near = Number(value)
  return Number.isSafeInteger(near) ? near : 2048 * Number((value >> 11n) | (value & 2047n ? 1n : 0n))
}

const DECODERS: Readonly<Record<Dtype, (buffer: ArrayBuffer) => Float32Array>> = {
  float16: (buffer) => float32OfHalves(new Uint16Array(buffer)),
  bfloat16: (buffer) => float32OfBfloat16(new Uint16Array(buffer)),
  float32: (buffer) => new Float32Array(buffer),
  float64: (buffer) => Float32Array.from(new Float64Array(buffer)),
  int64: (buffer) => {
    const source = new BigInt64Array(buffer)
    const out = new Float32Array(source.length)
    source.forEach((value, i) => {
      out[i] = numberOfInt64(value)
    })
    return out
  },
  int32: (buffer) => Float32Array.from(new Int32Array(buffer)),
  uint8: (buffer) => Float32Array.from(new Uint8Array(buffer)),
  bool: (buffer) => Float32Array.from(new Uint8Array(buffer), (byte) => (byte === 0 ? 0 : 1)),
}

/**
 * Elements of a file as float32 in memory of their own: exact for halves, bfloat16, float32 (bit for bit), uint8 and
 * bool, the nearest float32 for the others. The caller has checked that `bytes` is a whole number of elements.
 */
export const decodeElements = (bytes: Uint8Array, dtype: Dtype, order: ByteOrder): Float32Array =>
  DECODERS[dtype](inHostOrder(bytes, ITEM_SIZE[dtype], order))

/** float32 values as little-endian bytes, bit for bit. */
export const encodeElements = (data: ReadonlyF32): Uint8Array => {
  const values = data instanceof Float32Array ? data : Float32Array.from(data)
  return new Uint8Array(inHostOrder(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), 4, 'little'))
}
