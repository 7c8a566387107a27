import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { draw, shardOf } from '../scripts/mutation/draw.mjs'
import { listed } from '../scripts/mutation/equivalent.mjs'
import { functionAround, functionsOf, marked } from '../scripts/mutation/functions.mjs'
import { linesAround, placesIn, placesOf } from '../scripts/mutation/places.mjs'
import { read } from '../scripts/mutation/sources.mjs'

const changes = (code: string): readonly string[] =>
  placesOf('packages/core/src/one.ts', code).map(({ from, to }) => `${from} -> ${to}`)

describe('a place for a mutant', () => {
  it('is a comparison, a sum, a choice, a constant, a statement, a key', () => {
    expect(changes('f(a < 3 && b)')).toEqual([
      'f(a < 3 && b) -> ;',
      '< -> <=',
      '< -> >=',
      '3 -> 4',
      '3 -> 6',
      '&& -> ||',
    ])
    expect(changes('const x = a + b ** 2')).toEqual(['+ -> -', '** -> *', '2 -> 3', '2 -> 4'])
    expect(changes('const x = a ? b : c')).toEqual(['a -> true', 'a -> false'])
    expect(changes("const x = kind === 'near'")).toEqual(['=== -> !==', "'near' -> '?'"])
    expect(changes('const bound = 2e-6')).toEqual(['2e-6 -> 0.002'])
    expect(changes('const x = all.slice(n)')).toEqual(['all.slice(n) -> all'])
  })

  it('is no text, no message, no type and no import', () => {
    expect(changes("const x = 'one' + a")).toEqual([])
    expect(changes('const x = `${a + 1} of them`')).toEqual([])
    expect(changes('const x = words`${a + 1}`')).toEqual([])
    expect(changes("throw new Error(a ? 'one' : 'two')")).toEqual([])
    expect(changes("command.option('--a', 'b', 1)")).toEqual([])
    expect(changes("const x = svgElement('rect', { x: 3 })")).toEqual([])
    expect(changes("import a from 'b'\nexport * from 'c'\ntype T = 1 | 2\nconst x: [1, 2] = a")).toEqual([])
    expect(placesOf('packages/plot/src/theme.ts', 'const x = 1')).toEqual([])
  })
})

describe('a draw', () => {
  const whole = draw({ seed: 3, count: 30, packages: ['plot'] })

  it('is the same for the same seed, another for another, and has nothing twice', () => {
    expect(draw({ seed: 3, count: 30, packages: ['plot'] })).toEqual(whole)
    expect(draw({ seed: 4, count: 30, packages: ['plot'] })).not.toEqual(whole)
    expect(new Set(whole.map(({ file, start, to }) => `${file} ${start} ${to}`)).size).toBe(30)
  })

  it('is what its shards add up to', () => {
    const shards = [1, 2, 3, 4].flatMap((index) => shardOf(whole, { index, of: 4 }))
    expect(shards.toSorted((a, b) => a.id - b.id)).toEqual(whole)
  })
})

describe('functions that are marked', () => {
  it('note that they ran, each by its number, and give what they gave', async () => {
    const code = 'export const f = (x) => ({ x }), g = (x) => (y) => x + y\nexport function h() { return 1 }\n'
    const module = await import(`data:text/javascript,${encodeURIComponent(marked('a.ts', code))}`)
    expect([module.f(2), module.g(1)(2)]).toEqual([{ x: 2 }, 3])
    const table: Record<string, Uint8Array> = Reflect.get(globalThis, '__reached')
    expect([...(table['a.ts'] ?? [])]).toEqual([1, 1, 1, 1, 0])
    const inner = code.indexOf('x + y')
    expect(functionAround(functionsOf(code), { start: inner, end: inner + 5 })).toBe(3)
  })
})

describe('a mutant that is listed as equivalent', () => {
  interface Equivalent {
    readonly file: string
    readonly before: string
    readonly after: string
    readonly proof: string
  }
  const all: readonly Equivalent[] = listed

  it('is one that can be drawn, and has a proof', () => {
    for (const { file, before, after, proof } of all) {
      expect(proof.length).toBeGreaterThan(20)
      const found = existsSync(file) ? placesIn(file).map((place) => linesAround(read(file), place)) : []
      expect(found).toContainEqual({ before, after })
    }
  })
})
