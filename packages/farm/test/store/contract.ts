import { existsSync } from 'node:fs'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ObjectStore } from '../../src/store/object-store.js'
import { fileWith, left, newPath, right, textOf } from './support.js'

/** A store with nothing in it, and a folder for files beside it. */
export interface Place {
  readonly store: ObjectStore
  /** The same store as another machine sees it. */
  readonly other: ObjectStore
  readonly folder: string
}

// An object beside a folder of nearly the same name: `-` and `.` come before `/`, where a folder's names would come after.
const keys = ['a', 'b-c/a', 'b-c/b.d', 'b/a', 'b/c/d', 'b/c/e', 'b.c', 'c/_/x'] as const
const prefixes = ['b/', 'b/c/', 'b-c/', 'c/', 'none/'] as const

const key = fc.constantFrom(...keys)
const content = fc.oneof(fc.constant(''), fc.string({ unit: 'binary-ascii', maxLength: 6 }))

const call = fc.oneof(
  fc.record({ does: fc.constant('put' as const), key, content }),
  fc.record({ does: fc.constant('putIfAbsent' as const), key, content }),
  fc.record({ does: fc.constant('get' as const), key }),
  fc.record({ does: fc.constant('has' as const), key }),
  fc.record({ does: fc.constant('list' as const), prefix: fc.constantFrom(...prefixes) }),
  fc.record({ does: fc.constant('remove' as const), key }),
)

type Call = typeof call extends fc.Arbitrary<infer A> ? A : never

/** What a map would answer, which it becomes. */
const answerOf = (model: Map<string, string>, asked: Call): unknown => {
  switch (asked.does) {
    case 'put':
      return void model.set(asked.key, asked.content)
    case 'putIfAbsent': {
      if (model.has(asked.key)) return false
      model.set(asked.key, asked.content)
      return true
    }
    case 'get':
      return model.get(asked.key) ?? null
    case 'has':
      return model.has(asked.key)
    case 'list':
      return [...model.keys()].filter((name) => name.startsWith(asked.prefix)).toSorted()
    case 'remove':
      return void model.delete(asked.key)
  }
}

const fetched = async (store: ObjectStore, name: string, folder: string): Promise<string | null> => {
  const path = newPath(folder)
  const isThere = await right(store.get(name, path))
  expect(existsSync(path)).toBe(isThere)
  return isThere ? textOf(path) : null
}

const ask = async ({ store, folder }: Pick<Place, 'store' | 'folder'>, asked: Call): Promise<unknown> => {
  switch (asked.does) {
    case 'put':
      return right(store.put(asked.key, await fileWith(folder, asked.content)))
    case 'putIfAbsent':
      return right(store.putIfAbsent(asked.key, await fileWith(folder, asked.content)))
    case 'get':
      return fetched(store, asked.key, folder)
    case 'has':
      return right(store.has(asked.key))
    case 'list':
      return right(store.list(asked.prefix))
    case 'remove':
      return right(store.remove(asked.key))
  }
}

const badKeys = [
  '',
  '/',
  '/a',
  'a/',
  'a//b',
  '..',
  'a/../b',
  '../a',
  'a/.',
  '.a',
  'A',
  'a b',
  'a\\b',
  'a\n',
  'ä',
  'a'.repeat(201),
]

/** What holds of every store of objects, of which `make` gives a new one each time. */
export const holdsAsAStore = (make: () => Promise<Place>, numRuns: number): void => {
  it('answers as a map would, whichever of two machines asks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.boolean(), call), { maxLength: 14 }), async (calls) => {
        const { store, other, folder } = await make()
        const model = new Map<string, string>()
        for (const [isOther, asked] of calls) {
          const answer = await ask({ store: isOther ? other : store, folder }, asked)
          expect(answer).toEqual(answerOf(model, asked))
        }
        for (const name of keys) expect(await fetched(other, name, folder)).toBe(model.get(name) ?? null)
      }),
      { numRuns },
    )
  })

  it('lets one in of several that come at once, on two machines', async () => {
    const { store, other, folder } = await make()
    for (const round of [0, 1, 2]) {
      const name = `b/${round}`
      const came = await Promise.all(
        ['p', 'q', 'r', 's'].map(async (text, i) => {
          const file = await fileWith(folder, text.repeat(1000))
          return { text, isIn: await right((i % 2 === 0 ? store : other).putIfAbsent(name, file)) }
        }),
      )
      const winners = came.filter(({ isIn }) => isIn)
      expect(winners.length).toBe(1)
      expect(await fetched(store, name, folder)).toBe(winners[0]?.text.repeat(1000))
    }
  })

  it('gives who reads during writes the one or the other, whole', async () => {
    const { store, other, folder } = await make()
    const size = 300_000
    const versions = await Promise.all(['x', 'y'].map((text) => fileWith(folder, text.repeat(size))))
    const [first = ''] = versions
    await right(store.put('b/c/d', first))
    const writer = { isBusy: true }
    const writes = (async () => {
      for (let round = 0; round < 6; round++) for (const file of versions) await right(store.put('b/c/d', file))
    })().finally(() => (writer.isBusy = false))
    const read: (string | null)[] = []
    while (writer.isBusy) read.push(await fetched(other, 'b/c/d', folder))
    await writes
    expect(read.length).toBeGreaterThan(1)
    expect(read.filter((text) => text !== 'x'.repeat(size) && text !== 'y'.repeat(size))).toEqual([])
  })

  it('takes no key that leads elsewhere, in any of its calls', async () => {
    const { store, folder } = await make()
    const file = await fileWith(folder, 'x')
    for (const bad of badKeys) {
      const calls = [
        store.has(bad),
        store.put(bad, file),
        store.putIfAbsent(bad, file),
        store.get(bad, newPath(folder)),
        store.list(`${bad}/`),
        store.remove(bad),
      ]
      const tags = await Promise.all(calls.map(async (asked) => (await left(asked))._tag))
      expect(new Set(tags)).toEqual(new Set(['BadKey']))
    }
    expect((await left(store.list('b')))._tag).toBe('BadKey')
  })

  it('says of a file on this machine that it is that one which fails', async () => {
    const { store, folder } = await make()
    const none = newPath(folder)
    expect(await left(store.put('b/a', none))).toMatchObject({ _tag: 'LocalFileFailed', path: none })
    expect(await left(store.putIfAbsent('b/a', folder))).toMatchObject({ _tag: 'LocalFileFailed', path: folder })
    expect(await right(store.list('b/'))).toEqual([])
    await right(store.put('b/a', await fileWith(folder, 'x')))
    const nowhere = `${none}/file`
    expect(await left(store.get('b/a', nowhere))).toMatchObject({ _tag: 'LocalFileFailed', path: nowhere })
  })
}
