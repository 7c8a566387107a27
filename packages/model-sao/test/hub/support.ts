import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { either as E } from 'fp-ts'
import { expect } from 'vitest'
import {
  describeHubError,
  type HubError,
  type PullOptions,
  type PullProgress,
  pull,
  type Snapshot,
} from '../../src/hub/index.js'
import { blobOf, type FakeHub, type FakeHubOptions, REPOSITORY, startHub } from './fake-hub.js'

const checkpoint = fileURLToPath(new URL('../../../../fixtures/tiny-sao/checkpoint', import.meta.url))

/** The files of a folder by their paths with slashes. */
export const filesOf = async (folder: string): Promise<ReadonlyMap<string, Uint8Array>> => {
  const entries = (await readdir(folder, { recursive: true, withFileTypes: true })).filter(
    (entry) => !entry.isDirectory(),
  )
  const paths = entries
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .toSorted()
  return new Map(await Promise.all(paths.map(async (path) => [path, await readFile(join(folder, path))] as const)))
}

/** Files by the hashes that the hub gives them: to compare, and to tell apart in few words. */
export const hashes = (files: ReadonlyMap<string, Uint8Array>): ReadonlyMap<string, string> =>
  new Map([...files].map(([path, bytes]) => [path, blobOf(path, bytes)]))

/** The tiny checkpoint, and beside it what a repository has that is not needed. */
export const tiny = async (): Promise<ReadonlyMap<string, Uint8Array>> =>
  new Map([
    ...(await filesOf(checkpoint)),
    ['README.md', Buffer.from('# tiny')],
    ['model.ckpt', Buffer.from('pickled')],
    ['samples/a b.wav', Buffer.from('RIFF')],
  ])

/** A few bytes under every name that is needed, for tests that are not about what is in them. */
export const small: ReadonlyMap<string, Uint8Array> = new Map([
  ['model_config.json', Buffer.from('{}')],
  ['text_encoder/config.json', Buffer.from('{"a": 1}')],
  ['tokenizer/tokenizer_config.json', Buffer.from('{"b": 2, "c": 3}')],
  ['tokenizer/tokenizer.json', Buffer.from('{"d": [1, 2, 3, 4]}')],
  ['text_encoder/model.safetensors', Buffer.from('t5'.repeat(100))],
  ['model.safetensors', Buffer.from(Array.from({ length: 100_000 }, (_, i) => i % 251))],
])

/** A stage on which one hub serves files to one empty cache. */
export interface Scene {
  readonly hub: FakeHub
  readonly cache: string
  /** Milliseconds that were waited between attempts; no time passes. */
  readonly waited: readonly number[]
  readonly progress: readonly PullProgress[]
  readonly pull: (options?: Partial<PullOptions>) => Promise<E.Either<HubError, Snapshot>>
}

/** Runs `use` with a folder of its own, which is removed afterwards. */
export const inFolder = async <A>(use: (folder: string) => Promise<A>): Promise<A> => {
  const folder = await mkdtemp(join(tmpdir(), 'sigmastream-hub-'))
  return use(folder).finally(() => rm(folder, { recursive: true }))
}

/** Runs `use` against a hub; in `cache`, or in one that is made for it. */
export const withHub = async <A>(
  options: FakeHubOptions,
  use: (scene: Scene) => Promise<A>,
  cache?: string,
): Promise<A> => {
  const hub = await startHub(options)
  const waited: number[] = []
  const progress: PullProgress[] = []
  const run = async (folder: string): Promise<A> =>
    use({
      hub,
      cache: folder,
      waited,
      progress,
      pull: (changes = {}) =>
        pull({
          repository: REPOSITORY,
          endpoint: hub.endpoint,
          cache: folder,
          env: {},
          home: join(folder, 'home'),
          fetch,
          sleep: (milliseconds) => {
            waited.push(milliseconds)
            return Promise.resolve()
          },
          onProgress: (one) => {
            progress.push(one)
            hub.arrived(one.total - one.bytes)
          },
          signal: new AbortController().signal,
          ...changes,
        })(),
    })
  return (cache === undefined ? inFolder(run) : run(cache)).finally(hub.close)
}

/** The value of a `Right`; the test fails with the error's sentence otherwise. */
export const right = <A>(result: E.Either<HubError, A>): A => {
  if (E.isLeft(result)) expect.fail(describeHubError(result.left))
  return result.right
}

/** The error of a `Left`, whose sentence is one line without secrets. */
export const left = <A>(result: E.Either<HubError, A>): HubError => {
  if (E.isRight(result)) expect.fail('it worked')
  const sentence = describeHubError(result.left)
  expect(sentence).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]|undefined|hf_secret|secret-signature/u)
  expect(JSON.stringify(result.left)).not.toMatch(/hf_secret|secret-signature/)
  return result.left
}
