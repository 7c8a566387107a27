// Random numbers that are the same for the same seed: each input has a stream of its own, so that it can be made alone.

/** A stream of random numbers for a seed, a reader and the number of an input. */
export const randomOf = (seed, name, index) => {
  let state = [...`${seed}/${name}/${index}`].reduce(
    (hash, letter) => Math.imul(hash ^ letter.codePointAt(0), 0x01000193),
    0x811c9dc5,
  )
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (count) => Math.floor(next() * count)
  return { below, oneOf: (all) => all[below(all.length)] }
}
