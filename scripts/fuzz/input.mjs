import { mutate } from './mutate.mjs'
import { randomOf } from './random.mjs'

/** One input of a reader: the same for the same seed, name and number. */
export const inputOf = ({ files, repair, text = false }, seed, name, index) => {
  const random = randomOf(seed, name, index)
  const { bytes, names } = mutate(random, random.oneOf(files), random.oneOf(files), text)
  const repaired = repair !== undefined && random.below(4) > 0
  return { bytes: repaired ? repair(bytes) : bytes, names: repaired ? [...names, 'checksums'] : names }
}
