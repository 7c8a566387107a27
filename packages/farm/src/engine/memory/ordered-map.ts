/**
 * A map in the order of its keys that is never changed: `set` and `remove` give another one, which shares all but a path
 * with it. Each takes time in the logarithm of the size. It is an AVL tree: the depths of two branches differ by one at most.
 */
export type OrderedMap<K extends string | number, V> = Branch<K, V> | null

interface Branch<K extends string | number, V> {
  readonly key: K
  readonly value: V
  readonly before: OrderedMap<K, V>
  readonly after: OrderedMap<K, V>
  readonly depth: number
  readonly size: number
}

/** How many keys a map has. */
export const size = (map: OrderedMap<string, unknown> | OrderedMap<number, unknown>): number => map?.size ?? 0

const depthOf = <K extends string | number, V>(map: OrderedMap<K, V>): number => map?.depth ?? 0

const branch = <K extends string | number, V>(
  before: OrderedMap<K, V>,
  { key, value }: Pick<Branch<K, V>, 'key' | 'value'>,
  after: OrderedMap<K, V>,
): Branch<K, V> => ({
  key,
  value,
  before,
  after,
  depth: Math.max(depthOf(before), depthOf(after)) + 1,
  size: (before?.size ?? 0) + (after?.size ?? 0) + 1,
})

/** A branch of parts whose depths differ by two at most. */
const balance = <K extends string | number, V>(
  before: OrderedMap<K, V>,
  middle: Pick<Branch<K, V>, 'key' | 'value'>,
  after: OrderedMap<K, V>,
): Branch<K, V> => {
  const lean = depthOf(before) - depthOf(after)
  if (lean > 1 && before !== null) {
    const { before: outer, after: inner } = before
    return inner === null || depthOf(outer) >= depthOf(inner)
      ? branch(outer, before, branch(inner, middle, after))
      : branch(branch(outer, before, inner.before), inner, branch(inner.after, middle, after))
  }
  if (lean < -1 && after !== null) {
    const { before: inner, after: outer } = after
    return inner === null || depthOf(outer) >= depthOf(inner)
      ? branch(branch(before, middle, inner), after, outer)
      : branch(branch(before, middle, inner.before), inner, branch(inner.after, after, outer))
  }
  return branch(before, middle, after)
}

/** What lies under a key. */
export const get = <K extends string | number, V>(map: OrderedMap<K, V>, key: K): V | undefined => {
  let at = map
  while (at !== null && at.key !== key) at = key < at.key ? at.before : at.after
  return at?.value
}

/** The map with a value under a key. */
export const set = <K extends string | number, V>(map: OrderedMap<K, V>, key: K, value: V): OrderedMap<K, V> => {
  if (map === null) return branch<K, V>(null, { key, value }, null)
  if (key === map.key) return branch(map.before, { key, value }, map.after)
  return key < map.key
    ? balance(set(map.before, key, value), map, map.after)
    : balance(map.before, map, set(map.after, key, value))
}

/** The first key and its value; `null` where there is none. */
export const first = <K extends string | number, V>(
  map: OrderedMap<K, V>,
): Pick<Branch<K, V>, 'key' | 'value'> | null => {
  let at = map
  while (at !== null && at.before !== null) at = at.before
  return at
}

/** The map without a key. */
export const remove = <K extends string | number, V>(map: OrderedMap<K, V>, key: K): OrderedMap<K, V> => {
  if (map === null) return null
  if (key < map.key) return balance(remove(map.before, key), map, map.after)
  if (key > map.key) return balance(map.before, map, remove(map.after, key))
  const next = first(map.after)
  return next === null ? map.before : balance(map.before, next, remove(map.after, next.key))
}

/** Its values, in the order of their keys. */
export const values = <K extends string | number, V>(map: OrderedMap<K, V>): readonly V[] => {
  const all: V[] = []
  const walk = (at: OrderedMap<K, V>): void => {
    if (at === null) return
    walk(at.before)
    all.push(at.value)
    walk(at.after)
  }
  walk(map)
  return all
}
