import type { Lane } from './source.js'
import { threefry, type Words } from './threefry.js'

/** The low and high 32 bits of a whole number of up to 53 bits, negative ones in two's complement. */
export const wordsOf = (n: number): Words => [n | 0, Math.floor(n / 2 ** 32) | 0]

/**
 * A key of its own for each `data` under `key`: the block cipher's answer is the new key. Folding in one thing after
 * the other gives independent streams (Claessen and Palka 2013, "Splittable pseudorandom number generators"; JAX's
 * `fold_in`).
 */
export const foldIn = (key: Words, data: Words): Words => threefry(key, data)

/** No code unit of a string reaches this word: it marks the end, so that no name is a beginning of another. */
const END_OF_NAME = -1

/** The key of a seed and a name: each code unit is folded in with its place, and the length last. */
export const nameKey = (seed: number, name: Lane): Words =>
  foldIn(
    name.split('').reduce((key, unit, i) => foldIn(key, [unit.charCodeAt(0), i]), wordsOf(seed)),
    [END_OF_NAME, name.length],
  )

/** No whole number of at least 0 has this word for its upper half: it marks a pass. */
const PASS = -1

/** The key of a stream on a pass over a list: its own on the first, so that a list without jumps has the same noise. */
export const passKey = (key: Words, pass: number): Words => (pass === 1 ? key : foldIn(key, [pass, PASS]))
