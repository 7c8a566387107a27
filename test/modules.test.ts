import { describe, expect, it } from 'vitest'
import { isDocumented, parseModule } from '../scripts/modules/module.mjs'

const taken = (code: string) =>
  parseModule('one.ts', code).imports.map(({ specifier, names }) => [specifier, names.toSorted()])

describe('what a module takes of another is read in every form', () => {
  it.each([
    ["import { a, type b as c } from 'x'", ['a', 'b']],
    ["import type { a } from 'x'", ['a']],
    ["import d, { a } from 'x'", ['a', 'default']],
    ["import 'x'", []],
    ["import * as all from 'x'\nall.a(all.b)\nlet t: all.C", ['C', 'a', 'b']],
    ["import * as all from 'x'\nconsole.log(all)", ['*']],
    ["const { a, b: c } = await import('x')", ['a', 'b']],
    ["const { a, ...others } = await import('x')", ['*', 'a']],
    ["const all = await import('x')", ['*']],
    ["const a = (await import('x')).a", ['a']],
    ["import('x').then(({ a }) => a)", ['a']],
    ["import('x').then((all) => all.a)", ['a']],
    ["import('x').then((all) => all)", ['*']],
    ["let t: import('x').A", ['A']],
  ])('%s', (code, names) => expect(taken(code)).toEqual([['x', names]]))
})

describe('what a module exports is read in every form', () => {
  it.each([
    ['export const a = 1, b = 2', ['a', 'b']],
    ['export const { a, b: [c] } = d', ['a', 'c']],
    ['export function a() {}', ['a']],
    ['export interface A {}\nexport type B = 1\nexport class C {}', ['A', 'B', 'C']],
    ['const a = 1\nexport { a as b }', ['b']],
    ["export { a, b as c } from 'x'", ['a', 'c']],
    ["export * as all from 'x'", ['all']],
    ['const a = 1', []],
  ])('%s', (code, names) => expect([...parseModule('one.ts', code).exported.keys()]).toEqual(names))

  it("export * from 'x'", () => expect(parseModule('one.ts', "export * from 'x'").stars).toEqual(['x']))
})

it.each([
  ['/** What it is. */\nexport const a = 1', true],
  ['/** @internal */\nexport const a = 1', true],
  ['// What it is.\nexport const a = 1', false],
  ['/** */\nexport const a = 1', false],
  ['/** Of another. */\nconst b = 2\nexport const a = 1', false],
])('%j has a comment: %s', (code, documented) => {
  const [node] = parseModule('one.ts', code).declared.get('a') ?? []
  expect(isDocumented(node)).toBe(documented)
})
