import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import { either as E } from 'fp-ts'
import { expect } from 'vitest'
import type { HubOptions, PullProgress } from '../src/index.js'
import { blobOf, type FakeHub, type FakeHubOptions, REPOSITORY, startHub } from './fake-hub.js'

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

/** A stage on which one hub serves files to one empty cache. */
export interface Scene<Pull> {
  readonly hub: FakeHub
  readonly cache: string
  /** Milliseconds that were waited between attempts; no time passes. */
  readonly waited: readonly number[]
  readonly progress: readonly PullProgress[]
  readonly pull: Pull
}

/** Runs `use` with a folder of its own, which is removed afterwards. */
export const inFolder = async <A>(use: (folder: string) => Promise<A>): Promise<A> => {
  const folder = await mkdtemp(join(tmpdir(), 'sigmastream-hub-'))
  return use(folder).finally(() => rm(folder, { recursive: true }))
}

/** Runs `use` against a hub, with a way to pull from it; in `cache`, or in one that is made for it. */
export const sceneWith =
  <Pull>(pullWith: (options: HubOptions) => Pull) =>
  async <A>(options: FakeHubOptions, use: (scene: Scene<Pull>) => Promise<A>, cache?: string): Promise<A> => {
    const hub = await startHub(options)
    const waited: number[] = []
    const progress: PullProgress[] = []
    const run = async (folder: string): Promise<A> =>
      use({
        hub,
        cache: folder,
        waited,
        progress,
        pull: pullWith({
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
        }),
      })
    return (cache === undefined ? inFolder(run) : run(cache)).finally(hub.close)
  }

/** The value of a `Right`; the test fails with the error's sentence otherwise. */
export const rightBy =
  <Wrong>(describe: (error: Wrong) => string) =>
  <A>(result: E.Either<Wrong, A>): A => {
    if (E.isLeft(result)) expect.fail(describe(result.left))
    return result.right
  }

/** The error of a `Left`, whose sentence is one line without secrets. */
export const leftBy =
  <Wrong>(describe: (error: Wrong) => string) =>
  <A>(result: E.Either<Wrong, A>): Wrong => {
    if (E.isRight(result)) expect.fail('it worked')
    const sentence = describe(result.left)
    expect(sentence).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]|undefined|hf_secret|secret-signature/u)
    expect(JSON.stringify(result.left)).not.toMatch(/hf_secret|secret-signature/)
    return result.left
  }
