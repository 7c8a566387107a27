import type { UnbuiltBlock } from './errors.js'

/** The numbered blocks that a name lies in, outermost first: `layers` and 1, then `layers.1.transformers` and 3. */
const blocksOf = (name: string): readonly (readonly [list: string, index: number])[] =>
  [...name.matchAll(/\.(\d+)(?=\.)/g)].map((found) => [name.slice(0, found.index), Number(found[1])])

/** The numbers of the blocks of each list that these names lie in. */
const indicesByList = (names: Iterable<string>): ReadonlyMap<string, ReadonlySet<number>> => {
  const lists = new Map<string, Set<number>>()
  for (const name of names)
    for (const [list, index] of blocksOf(name)) lists.set(list, (lists.get(list) ?? new Set()).add(index))
  return lists
}

/**
 * The first block that none of the `asked` names lies in, though `unused` weights do, and though other blocks of its list
 * are asked for: without it the network computes something else. A copy of the whole network, or a weight beside those of
 * a block, is none.
 */
export const unbuiltBlock = (asked: Iterable<string>, unused: readonly string[]): UnbuiltBlock | undefined => {
  const built = indicesByList(asked)
  for (const [list, indices] of indicesByList(unused)) {
    const known = built.get(list)
    const beyond = [...indices].filter((index) => known?.has(index) === false)
    if (known !== undefined && beyond.length > 0)
      return {
        _tag: 'UnbuiltBlock',
        name: `${list}.${Math.min(...beyond)}`,
        built: known.size,
        stored: known.size + beyond.length,
      }
  }
  return undefined
}
