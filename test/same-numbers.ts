import { expect } from 'vitest'

const isView = (value: unknown): value is NodeJS.TypedArray => ArrayBuffer.isView(value) && !(value instanceof DataView)

const bytesOf = ({ buffer, byteOffset, byteLength }: NodeJS.TypedArray): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength)

/**
 * Whether two lists of numbers of one kind are equal, as `toEqual` has it: -0 is not 0, and NaN is NaN. It would make a
 * key of each place, and so take a second for the samples of eight.
 */
const sameNumbers = (a: unknown, b: unknown): boolean | undefined => {
  if (!isView(a) || !isView(b) || a.constructor !== b.constructor) return undefined
  if (a.length !== b.length) return false
  if (Buffer.compare(bytesOf(a), bytesOf(b)) === 0) return true
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false
  return true
}

expect.addEqualityTesters([sameNumbers])
