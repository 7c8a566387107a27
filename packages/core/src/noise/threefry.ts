/** Two 32-bit words, as signed integers: the key of a stream, or one counter. */
export type Words = readonly [number, number]

const rotateLeft = (x: number, bits: number): number => (x << bits) | (x >>> (32 - bits))

/**
 * Threefry-2x32 with 20 rounds: fills `out` (of even length) with the blocks of the counters (low, high),
 * (low + 1, high), ... under `key`. Any block can be computed without the others, which is what makes noise a function.
 *
 * Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3" (2011), section 3.2;
 * rotation constants and parity of Random123, `threefry.h`.
 */
export const threefryFill = (key: Words, counter: Words, out: Int32Array): void => {
  // `| 0` tells the compiler that the loop works on 32-bit integers: without it, it takes half as long again.
  const k0 = key[0] | 0
  const k1 = key[1] | 0
  const k2 = k0 ^ k1 ^ 0x1bd11bda
  const low = (counter[0] + k0) | 0
  const high = (counter[1] + k1) | 0
  // Unrolled: with the rotations as constants each round is three machine instructions.
  for (let i = 0; i < out.length; i += 2) {
    let a = (low + (i >>> 1)) | 0
    let b = high

    a = (a + b) | 0
    b = rotateLeft(b, 13) ^ a
    a = (a + b) | 0
    b = rotateLeft(b, 15) ^ a
    a = (a + b) | 0
    b = rotateLeft(b, 26) ^ a
    a = (a + b) | 0
    b = rotateLeft(b, 6) ^ a
    a = (a + k1) | 0
    b = (b + k2 + 1) | 0

    a = (a + b) | 0
    b = rotateLeft(b, 17) ^ a
    a = (a + b) | 0
    b = rotateLeft(b, 29) ^ a
    a = (a + b) | 0
    b = rotateLeft(b, 16) ^ a
    a = (a + b) | 0
    b = rotateLeft(b, 24) ^ a
    a = (a + k2) | 0
    b = (b + k0 + 2) | 0

    a = (a + b) | 0
    b = rotateLeft(b, 13) ^ a
    a = (a + b) | 0
    b = rotateLeft(b, 15) ^ a
    a = (a + b) | 0
    b = rotateLeft(b, 26) ^ a
    a = (a + b) | 0
    b = rotateLeft(b, 6) ^ a
    a = (a + k0) | 0
    b = (b + k1 + 3) | 0

    a = (a + b) | 0
    b = rotateLeft(b, 17) ^ a
    a = (a + b) | 0
    b = rotateLeft(b, 29) ^ a
    a = (a + b) | 0
    b = rotateLeft(b, 16) ^ a
    a = (a + b) | 0
    b = rotateLeft(b, 24) ^ a
    a = (a + k1) | 0
    b = (b + k2 + 4) | 0

    a = (a + b) | 0
    b = rotateLeft(b, 13) ^ a
    a = (a + b) | 0
    b = rotateLeft(b, 15) ^ a
    a = (a + b) | 0
    b = rotateLeft(b, 26) ^ a
    a = (a + b) | 0
    b = rotateLeft(b, 6) ^ a
    out[i] = (a + k2) | 0
    out[i + 1] = (b + k0 + 5) | 0
  }
}

/** One block of Threefry-2x32-20: two words that look random, for this key and counter. */
export const threefry = (key: Words, counter: Words): Words => {
  const block = new Int32Array(2)
  threefryFill(key, counter, block)
  return [block[0]!, block[1]!] // the block has two words
}
