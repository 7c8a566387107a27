import { randomFrom } from '../modules/random.mjs'

// Random numbers that are the same for the same seed: each input has a stream of its own, so that it can be made alone.

/** A stream of random numbers for a seed, a reader and the number of an input. */
export const randomOf = (seed, name, index) => {
  const hash = [...`${seed}/${name}/${index}`].reduce(
    (sum, letter) => Math.imul(sum ^ letter.codePointAt(0), 0x01000193),
    0x811c9dc5,
  )
  const next = randomFrom(hash)
  const below = (count) => Math.floor(next() * count)
  return { below, oneOf: (all) => all[below(all.length)] }
}
