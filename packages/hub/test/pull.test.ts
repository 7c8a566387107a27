import { lstat, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { linkFiles } from '../src/index.js'
import { blobOf, COMMIT } from './fake-hub.js'
import { filesOf, hashes, inFolder } from './scene.js'
import { left, right, small, withHub } from './support.js'

const NAME = 'models--tiny--model'

describe('pulling files', () => {
  it('fetches those that are named into the standard layout, each a link to its bytes', async () => {
    const files = new Map([...small, ['README.md', Buffer.from('# tiny')], ['samples/a b.wav', Buffer.from('RIFF')]])
    const wanted = [...small.keys(), 'samples/a b.wav']
    await withHub({ files }, async ({ hub, cache, pull, progress }) => {
      const { folder, commit, files: pulled } = right(await pull({ token: 'hf_secret' }, wanted))
      expect(commit).toBe(COMMIT)
      expect(folder).toBe(join(cache, NAME, 'snapshots', COMMIT))
      expect(pulled).toEqual(wanted)
      const got = await filesOf(folder)
      expect([...got.keys()]).toEqual(wanted.toSorted())
      for (const [path, bytes] of got) {
        const original = files.get(path) ?? Buffer.of()
        expect(Buffer.compare(bytes, original)).toBe(0)
        const up = '../'.repeat(path.split('/').length + 1)
        expect(await readlink(join(folder, path))).toBe(`${up}blobs/${blobOf(path, original)}`)
      }
      expect(await readFile(join(cache, NAME, 'refs', 'main'), 'utf8')).toBe(COMMIT)
      expect(await readdir(join(cache, NAME, 'blobs'))).toHaveLength(wanted.length)
      expect(await readdir(join(cache, '.locks', NAME))).toEqual([])
      const sent = hub.seen.filter(({ host }) => host === 'hub').map(({ headers }) => headers.authorization)
      expect(new Set(sent)).toEqual(new Set(['Bearer hf_secret']))
      expect(hub.seen.filter(({ host }) => host === 'cdn').map(({ file }) => file)).toEqual([
        'text_encoder/model.safetensors',
        'model.safetensors',
      ])
      const total = [...got.values()].reduce((sum, { length }) => sum + length, 0)
      expect(progress.every((one, i) => one.total === total && one.bytes >= (progress[i - 1]?.bytes ?? 0))).toBe(true)
      expect(progress.at(-1)).toEqual({ file: 'model.safetensors', bytes: total, total })
    })
  })

  it('asks for the listing only and writes nothing where all is there', async () => {
    await withHub({ files: small }, async ({ hub, cache, pull }) => {
      const first = right(await pull())
      const { mtimeMs } = await lstat(join(cache, NAME, 'refs', 'main'))
      const { length } = hub.seen
      expect(right(await pull())).toEqual(first)
      expect(hub.seen.slice(length).map(({ path }) => path)).toEqual([
        '/api/models/tiny/model/revision/main?blobs=true',
      ])
      expect((await lstat(join(cache, NAME, 'refs', 'main'))).mtimeMs).toBe(mtimeMs)
    })
  })

  it('fetches again what is there in the wrong size', async () => {
    await withHub({ files: small }, async ({ pull }) => {
      const { folder } = right(await pull())
      await writeFile(join(folder, 'model.safetensors'), 'cut')
      right(await pull())
      expect(hashes(await filesOf(folder))).toEqual(hashes(small))
    })
  })

  it('shares blobs between commits and moves the branch', async () => {
    const other = 'f'.repeat(40)
    await withHub({ files: small }, async ({ cache, pull }) => {
      right(await pull())
      const changed = new Map([...small, ['config.json', Buffer.from('{"new": 1}')]] as const)
      await withHub(
        { files: changed, commit: other },
        async (later) => {
          const { folder, commit } = right(await later.pull())
          expect(commit).toBe(other)
          expect(hashes(await filesOf(folder))).toEqual(hashes(changed))
          expect(later.hub.seen.flatMap(({ file }) => file ?? [])).toEqual(['config.json'])
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
      const { folder } = right(await pull({ env, endpoint: undefined, cache: undefined }))
      expect(folder).toBe(join(cache, 'elsewhere', 'hub', NAME, 'snapshots', COMMIT))
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

describe('linking files', () => {
  it('puts them into the folder of another snapshot, of which they are no files', async () => {
    await inFolder(async (cache) => {
      const options = { files: small }
      await withHub(
        options,
        async ({ pull }) => {
          const text = right(await pull({}, ['tokenizer/tokenizer.json', 'model.safetensors']))
          const other = join(cache, 'models--a--b', 'snapshots', '1'.repeat(40))
          right(await linkFiles(text, other, new Map([['tokenizer/tokenizer.json', 'tokenizer.json']]))())
          expect(hashes(await filesOf(other))).toEqual(
            hashes(new Map([['tokenizer.json', small.get('tokenizer/tokenizer.json') ?? Buffer.of()]])),
          )
          expect(await readlink(join(other, 'tokenizer.json'))).toMatch(/^\.\.\//)
        },
        cache,
      )
    })
  })
})
