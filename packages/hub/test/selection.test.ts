import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { expect, it } from 'vitest'
import { describeHubError, type HubError, type HubOptions, pullFiles, type Selection } from '../src/index.js'
import { filesOf, leftBy, rightBy, sceneWith } from './scene.js'

/** What a set of shards may lack. */
interface NoIndex {
  readonly _tag: 'NoIndex'
}

const INDEX = 'index.json'

/** The shards that an index names, a line each: its own text says what else is wanted. */
const shards: Selection<NoIndex> = {
  readFirst: (paths) => (paths.has(INDEX) ? E.right([INDEX]) : E.left({ _tag: 'NoIndex' })),
  select: (_, contents) =>
    pipe(
      contents.get(INDEX),
      E.fromNullable<NoIndex>({ _tag: 'NoIndex' }),
      E.map((bytes) => [INDEX, ...Buffer.from(bytes).toString('utf8').split('\n')]),
    ),
}

const withHub = sceneWith(
  (options) =>
    (changes: Partial<HubOptions> = {}) =>
      pullFiles(shards, { ...options, ...changes })(),
)
const say = (error: HubError | NoIndex): string => (error._tag === 'NoIndex' ? 'no index' : describeHubError(error))
const [left, right] = [leftBy(say), rightBy(say)]

const repository = (index: string) =>
  new Map(
    Object.entries({ [INDEX]: index, a: 'one', b: 'two', c: 'three' }).map(([path, text]) => [path, Buffer.from(text)]),
  )

it('what a file says is wanted is fetched after it, and found without a network', async () => {
  await withHub({ files: repository('a\nc') }, async ({ hub, pull }) => {
    const pulled = right(await pull())
    expect([...(await filesOf(pulled.folder)).keys()]).toEqual(['a', 'c', INDEX])
    expect(hub.seen.flatMap(({ file }) => file ?? [])).toEqual([INDEX, 'a', 'c'])
    const { length } = hub.seen
    expect(right(await pull({ offline: true }))).toEqual(pulled)
    expect(hub.seen).toHaveLength(length)
  })
})

it('a file that it names and the repository has not is an error before the others are fetched', async () => {
  await withHub({ files: repository('a\nd') }, async ({ hub, cache, pull }) => {
    expect(left(await pull())).toMatchObject({ _tag: 'NotListed', missing: ['d'] })
    expect(await readdir(join(cache, 'models--tiny--model'))).not.toContain('refs')
    expect(hub.seen.flatMap(({ file }) => file ?? [])).toEqual([INDEX])
    expect(left(await pull({ offline: true }))).toMatchObject({ _tag: 'NotCached' })
  })
})

it('is asked again of another commit, whose index may name others', async () => {
  await withHub({ files: repository('a\nc') }, async ({ cache, pull }) => {
    right(await pull())
    await withHub(
      { files: repository('b'), commit: 'f'.repeat(40) },
      async (later) => expect(right(await later.pull()).files).toEqual([INDEX, 'b']),
      cache,
    )
  })
})

it('what the selection lacks is the error, and nothing is fetched', async () => {
  await withHub({ files: new Map([['a', Buffer.from('one')]]) }, async ({ hub, pull }) => {
    expect(left(await pull())).toEqual({ _tag: 'NoIndex' })
    expect(hub.seen).toHaveLength(1)
    expect(left(await pull({ offline: true }))).toMatchObject({ _tag: 'NotCached' })
  })
})
