import type { Words } from './threefry.js'

const MULTIPLIER_0 = 0xd2511f53
const MULTIPLIER_1 = 0xcd9e8d57
const WEYL_0 = 0x9e3779b9
const WEYL_1 = 0xbb67ae85
const ROUNDS = 10

/** The high 32 bits of the product of two unsigned words, by halves of 16 bits. */
const multiplyHigh = (a: number, b: number): number => {
  const aLow = a & 0xffff
  const aHigh = a >>> 16
  const bLow = b & 0xffff
  const bHigh = b >>> 16
  const first = (Math.imul(aHigh, bLow) + (Math.imul(aLow, bLow) >>> 16)) >>> 0
  const second = (Math.imul(aLow, bHigh) + (first & 0xffff)) >>> 0
  return (Math.imul(aHigh, bHigh) + (first >>> 16) + (second >>> 16)) | 0
}

/**
 * Philox-4x32 with 10 rounds: writes the block of four words of the counter (c0, c1, c2, c3) under `key`.
 *
 * Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3" (2011), section 3.3; constants of
 * Random123, `philox.h`.
 */
export const philox = (key: Words, c0: number, c1: number, c2: number, c3: number, out: Int32Array): void => {
  // `| 0` tells the compiler that the loop works on 32-bit integers.
  let k0 = key[0] | 0
  let k1 = key[1] | 0
  let a = c0 | 0
  let b = c1 | 0
  let c = c2 | 0
  let d = c3 | 0
  for (let round = 0; round < ROUNDS; round += 1) {
    const high0 = multiplyHigh(MULTIPLIER_0, a)
    const low0 = Math.imul(MULTIPLIER_0, a)
    const high1 = multiplyHigh(MULTIPLIER_1, c)
    const low1 = Math.imul(MULTIPLIER_1, c)
    a = high1 ^ b ^ k0
    b = low1
    c = high0 ^ d ^ k1
    d = low0
    k0 = (k0 + WEYL_0) | 0
    k1 = (k1 + WEYL_1) | 0
  }
  out[0] = a
  out[1] = b
  out[2] = c
  out[3] = d
}
