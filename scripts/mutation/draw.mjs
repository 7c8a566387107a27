import { randomFrom } from '../modules/random.mjs'
import { isProgram, placesIn } from './places.mjs'
import { read, sourcesOf } from './sources.mjs'

/** Mutants drawn at random: first a line of all that have a place, then a place on it, none twice. */

export const draw = ({ seed, count, packages }) => {
  const lines = new Map()
  for (const place of sourcesOf(packages).flatMap(placesIn)) {
    const key = `${place.file}:${place.line}`
    lines.set(key, [...(lines.get(key) ?? []), place])
  }
  const random = randomFrom(seed)
  const left = [...lines.values()]
  const drawn = []
  while (drawn.length < count && left.length > 0) {
    const line = Math.floor(random() * left.length)
    const [place] = left[line].splice(Math.floor(random() * left[line].length), 1)
    if (isProgram(read(place.file), place)) drawn.push({ id: drawn.length + 1, ...place })
    if (left[line].length === 0) left.splice(line, 1)
  }
  return drawn
}

/** Shard i of n has each n-th mutant of the whole draw, so that the shards of one seed add up to it. */
export const shardOf = (mutants, { index, of }) => mutants.filter(({ id }) => (id - 1) % of === index - 1)
