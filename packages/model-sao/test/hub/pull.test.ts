import { lstat, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { openCheckpoint } from '../../src/checkpoint/open.js'
import { blobOf, COMMIT } from './fake-hub.js'
import { filesOf, hashes, left, right, small, tiny, withHub } from './support.js'

const NAME = 'models--tiny--stable-audio'

describe('pulling a checkpoint', () => {
  it('fetches what is needed into the standard layout, from which the checkpoint opens through the links', async () => {
    const files = await tiny()
    const needed = [...files.keys()].filter((path) => !/README|ckpt|wav/.test(path))
    await withHub({ files }, async ({ hub, cache, pull, progress }) => {
      const { snapshot, commit } = right(await pull({ token: 'hf_secret' }))
      expect(commit).toBe(COMMIT)
      expect(snapshot).toBe(join(cache, NAME, 'snapshots', COMMIT))
      const got = await filesOf(snapshot)
      expect([...got.keys()]).toEqual(needed.toSorted())
      for (const [path, bytes] of got) {
        const original = files.get(path) ?? Buffer.of()
        expect(Buffer.compare(bytes, original)).toBe(0)
        const up = '../'.repeat(path.split('/').length + 1)
        expect(await readlink(join(snapshot, path))).toBe(`${up}blobs/${blobOf(path, original)}`)
      }
      expect(await readFile(join(cache, NAME, 'refs', 'main'), 'utf8')).toBe(COMMIT)
      expect(await readdir(join(cache, NAME, 'blobs'))).toHaveLength(needed.length)
      expect(await readdir(join(cache, '.locks', NAME))).toEqual([])
      const sent = hub.seen.filter(({ host }) => host === 'hub').map(({ headers }) => headers.authorization)
      expect(new Set(sent)).toEqual(new Set(['Bearer hf_secret']))
      expect(
        hub.seen
          .filter(({ host }) => host === 'cdn')
          .map(({ file }) => file)
          .toSorted(),
      ).toEqual(needed.filter((path) => /safetensors|spiece/.test(path)).toSorted())
      const total = [...got.values()].reduce((sum, { length }) => sum + length, 0)
      expect(progress.every((one, i) => one.total === total && one.bytes >= (progress[i - 1]?.bytes ?? 0))).toBe(true)
      expect(progress.at(-1)).toEqual({ file: 'model.safetensors', bytes: total, total })
      const opened = await openCheckpoint(snapshot)()
      expect(E.isRight(opened) && opened.right.layout).toBe('single file')
    })
  })

  it('fetches T5 from its own repository where the checkpoint has none, and finds both again without a network', async () => {
    const files = await tiny()
    const inText = (path: string): string => path.replace(/^(?:text_encoder|tokenizer)\//, '')
    const text = new Map(
      [...files].filter(([path]) => inText(path) !== path).map(([path, bytes]) => [inText(path), bytes]),
    )
    const model = new Map([...files].filter(([path]) => inText(path) === path))
    await withHub({ files: model, text }, async ({ hub, cache, pull }) => {
      const first = right(await pull())
      const { snapshot } = first
      expect(await readdir(join(cache, 'models--google-t5--t5-base', 'blobs'))).toHaveLength(4)
      const opened = await openCheckpoint(snapshot)()
      expect(E.isRight(opened) && opened.right.layout).toBe('single file')
      const { length } = hub.seen
      expect(right(await pull({ offline: true }))).toEqual(first)
      expect(right(await pull())).toEqual(first)
      expect(hub.seen.slice(length).map(({ path }) => path)).toEqual([
        '/api/models/tiny/stable-audio/revision/main?blobs=true',
      ])
    })
    await withHub(
      { files: model, text: new Map([...text].filter(([path]) => path !== 'tokenizer.json')) },
      async ({ pull }) => {
        expect(left(await pull())).toMatchObject({ _tag: 'NoCheckpoint', missing: ['tokenizer.json'] })
      },
    )
  })

  it('fetches the weights that are asked for by name, with their own configuration, and says their path', async () => {
    const base = new Map([
      ...small,
      ['base_model.ckpt', Buffer.from('pickled')],
      ['base_model_config.json', Buffer.from('{"base": 1}')],
    ])
    await withHub({ files: base }, async ({ pull }) => {
      const { snapshot, model } = right(await pull({ weights: 'base_model' }))
      expect(model).toBe(join(snapshot, 'base_model.ckpt'))
      const fetched = [...(await filesOf(snapshot)).keys()]
      expect(fetched).toContain('base_model_config.json')
      expect(fetched).not.toContain('model.safetensors')
      expect(right(await pull({ weights: 'base_model', offline: true })).model).toBe(model)
      expect(left(await pull({ offline: true }))._tag).toBe('NotCached')
      expect(right(await pull()).model).toBe(snapshot)
      expect(left(await pull({ weights: 'other' }))).toMatchObject({ missing: ['other.safetensors'] })
    })
  })

  it('asks for the listing only and writes nothing where all is there', async () => {
    await withHub({ files: small }, async ({ hub, cache, pull }) => {
      const first = right(await pull())
      const { mtimeMs } = await lstat(join(cache, NAME, 'refs', 'main'))
      const { length } = hub.seen
      expect(right(await pull())).toEqual(first)
      expect(hub.seen.slice(length).map(({ path }) => path)).toEqual([
        '/api/models/tiny/stable-audio/revision/main?blobs=true',
      ])
      expect((await lstat(join(cache, NAME, 'refs', 'main'))).mtimeMs).toBe(mtimeMs)
    })
  })

  it('fetches again what is there in the wrong size', async () => {
    await withHub({ files: small }, async ({ pull }) => {
      const { snapshot } = right(await pull())
      await writeFile(join(snapshot, 'model.safetensors'), 'cut')
      right(await pull())
      expect(hashes(await filesOf(snapshot))).toEqual(hashes(small))
    })
  })

  it('shares blobs between commits and moves the branch', async () => {
    const other = 'f'.repeat(40)
    await withHub({ files: small }, async ({ cache, pull }) => {
      right(await pull())
      const changed = new Map([...small, ['model_config.json', Buffer.from('{"new": 1}')]] as const)
      await withHub(
        { files: changed, commit: other },
        async (later) => {
          const { snapshot, commit } = right(await later.pull())
          expect(commit).toBe(other)
          expect(hashes(await filesOf(snapshot))).toEqual(hashes(changed))
          expect(later.hub.seen.flatMap(({ file }) => file ?? [])).toEqual(['model_config.json'])
          expect(await readFile(join(cache, NAME, 'refs', 'main'), 'utf8')).toBe(other)
        },
        cache,
      )
    })
  })

  it('takes a tag, a pull request and a commit, of which a commit is no branch', async () => {
    await withHub({ files: small }, async ({ cache, pull }) => {
      for (const revision of ['v1', 'refs/pr/1', COMMIT]) right(await pull({ revision }))
      expect([...(await filesOf(join(cache, NAME, 'refs'))).keys()]).toEqual(['refs/pr/1', 'v1'])
    })
  })

  it('takes the environment where nothing else is said', async () => {
    await withHub({ files: small }, async ({ hub, cache, pull }) => {
      const env = { HF_ENDPOINT: `${hub.endpoint}/`, HF_HOME: join(cache, 'elsewhere'), HF_TOKEN: 'hf_secret\n' }
      const { snapshot } = right(await pull({ env, endpoint: undefined, cache: undefined }))
      expect(snapshot).toBe(join(cache, 'elsewhere', 'hub', NAME, 'snapshots', COMMIT))
      expect(hub.seen[0]?.headers.authorization).toBe('Bearer hf_secret')
    })
  })
})

describe('pulling without a network', () => {
  it('finds a whole snapshot by branch and by commit, and uses no network', async () => {
    await withHub({ files: small }, async ({ hub, pull }) => {
      const first = right(await pull())
      const { length } = hub.seen
      expect(right(await pull({ offline: true }))).toEqual(first)
      expect(right(await pull({ env: { HF_HUB_OFFLINE: '1' } }))).toEqual(first)
      expect(right(await pull({ offline: true, revision: COMMIT }))).toEqual(first)
      expect(hub.seen).toHaveLength(length)
    })
  })

  it('says so where it is not whole: a file, the bytes behind a link or all of it missing', async () => {
    await withHub({ files: small }, async ({ cache, pull }) => {
      expect(left(await pull({ offline: true }))._tag).toBe('NotCached')
      right(await pull())
      await rm(join(cache, NAME, 'blobs', blobOf('model.safetensors', small.get('model.safetensors') ?? Buffer.of())))
      expect(left(await pull({ offline: true }))._tag).toBe('NotCached')
      right(await pull())
      expect(right(await pull({ offline: true })).commit).toBe(COMMIT)
    })
  })

  it('does with a whole snapshot where the hub cannot be reached, without waiting', async () => {
    await withHub({ files: small }, async ({ cache, pull, waited }) => {
      const first = right(await pull())
      const endpoint = await withHub(
        { files: small, fault: () => ({ status: 503 }) },
        async (ill) => {
          expect(right(await ill.pull())).toEqual(first)
          return ill.hub.endpoint
        },
        cache,
      )
      expect(right(await pull({ endpoint }))).toEqual(first)
      expect(waited).toEqual([])
    })
  })

  it('does not where the hub says no', async () => {
    await withHub({ files: small }, async ({ cache, pull }) => {
      right(await pull())
      const refused = { status: 401, headers: { 'x-error-code': 'RepoNotFound' } }
      await withHub(
        { files: small, fault: () => refused },
        async (ill) => {
          expect(left(await ill.pull())._tag).toBe('RepositoryMissing')
        },
        cache,
      )
    })
  })
})
