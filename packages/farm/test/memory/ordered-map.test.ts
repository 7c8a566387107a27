import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { first, get, type OrderedMap, remove, set, size, values } from '../../src/engine/memory/ordered-map.js'

type Change = { readonly key: number; readonly value: string | null }

const changes = fc.array(
  fc.record({ key: fc.integer({ min: -20, max: 20 }), value: fc.option(fc.string({ maxLength: 3 })) }),
  { maxLength: 120 },
)

const changed = (map: OrderedMap<number, string>, { key, value }: Change): OrderedMap<number, string> =>
  value === null ? remove(map, key) : set(map, key, value)

/** The same with a map that everyone has. */
const plain = (all: readonly Change[]): readonly (readonly [number, string])[] => {
  const map = new Map<number, string>()
  for (const { key, value } of all) {
    if (value === null) map.delete(key)
    else map.set(key, value)
  }
  return [...map].toSorted(([one], [other]) => one - other)
}

const depthOf = <V>(map: OrderedMap<number, V>): number =>
  map === null ? 0 : 1 + Math.max(depthOf(map.before), depthOf(map.after))

describe('a map in the order of its keys', () => {
  it('has what was put in and not removed, in order, and every map of before is as it was', () => {
    fc.assert(
      fc.property(changes, (all) => {
        const maps = all.reduce<readonly OrderedMap<number, string>[]>(
          (before, change) => [...before, changed(before.at(-1) ?? null, change)],
          [null],
        )
        maps.forEach((map, i) => {
          const right = plain(all.slice(0, i))
          expect(values(map)).toEqual(right.map(([, value]) => value))
          expect(size(map)).toBe(right.length)
          expect([first(map)?.key, first(map)?.value]).toEqual(right[0] ?? [undefined, undefined])
          for (let key = -20; key <= 20; key++) expect(get(map, key)).toBe(new Map(right).get(key))
        })
      }),
      { numRuns: 15 },
    )
  })

  it.each([
    ['rising', (i: number) => i],
    ['falling', (i: number) => -i],
    ['scattered', (i: number) => (i * 7919) % 4096],
  ])('is as shallow as such a tree can be relied on to be, of keys that come %s', (_, keyOf) => {
    let map: OrderedMap<number, number> = null
    for (let i = 0; i < 4096; i++) map = set(map, keyOf(i), i)
    const isShallow = () => depthOf(map) <= 1.4405 * Math.log2(size(map) + 2) // Knuth, volume 3, 6.2.3, theorem A
    expect(isShallow()).toBe(true)
    // half of them leave at one side, as from a line
    while (size(map) > 2048) map = remove(map, first(map)?.key ?? 0)
    expect(isShallow()).toBe(true)
  })
})
