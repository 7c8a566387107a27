import { readSync } from 'node:fs'
import type { FaultSubject } from './source.js'

/** Bytes that lie in memory or in a file and are read where they are wanted. */
export interface RandomAccess {
  readonly size: number
  /** At most `length` bytes from `at`, fewer where they end. Throws what the file system does. */
  readonly read: (at: number, length: number) => Uint8Array
}

/** A file that is read where it is wanted, under the name that messages give it. */
export interface SeekableSource extends FaultSubject {
  readonly bytes: RandomAccess
}

/** Node reads less than 2 GiB at once. */
const mostAtOnce = 2 ** 30

/** Bytes in memory; what is read is a view of them. */
export const inMemory = (bytes: Uint8Array): RandomAccess => {
  // a Buffer's own slice makes no copy, and what is kept of a file must not hold all of it
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return { size: plain.length, read: (at, length) => plain.subarray(at, at + length) }
}

/** The bytes of a file that is open and `size` bytes long. */
export const inFile = (descriptor: number, size: number): RandomAccess => ({
  size,
  read: (at, length) => {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, size - at)))
    let got = 0
    for (let more = bytes.length; more > 0; got += more) {
      more = readSync(descriptor, bytes, got, Math.min(bytes.length - got, mostAtOnce), at + got)
      if (more === 0) break
    }
    return bytes.subarray(0, got)
  },
})
