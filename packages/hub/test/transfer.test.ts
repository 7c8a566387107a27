import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeHubError } from '../src/index.js'
import { blobOf, type Fault, type Seen } from './fake-hub.js'
import { filesOf, hashes } from './scene.js'
import { type HubScene, left, right, small, withHub } from './support.js'

const BIG = 'model.safetensors'
const bytes = small.get(BIG) ?? Buffer.of()
const blobs = (cache: string): string => join(cache, 'models--tiny--model', 'blobs')
const incomplete = (cache: string): string => join(blobs(cache), `${blobOf(BIG, bytes)}.sigmastream.incomplete`)

const begin = async (cache: string, begun: Uint8Array): Promise<void> => {
  await mkdir(blobs(cache), { recursive: true })
  await writeFile(incomplete(cache), begun)
}

const onCdn =
  (fault: (before: readonly Seen[]) => Fault | undefined) =>
  ({ host, file }: Seen, before: readonly Seen[]): Fault | undefined =>
    host === 'cdn' && file === BIG ? fault(before.filter((one) => one.host === 'cdn' && one.file === BIG)) : undefined

const ranges = ({ hub }: HubScene): readonly (string | undefined)[] =>
  hub.seen.filter(({ host, file }) => host === 'cdn' && file === BIG).map(({ headers }) => headers.range)

const mustBeWhole = async (scene: HubScene): Promise<void> => {
  const { folder } = right(await scene.pull())
  expect(hashes(await filesOf(folder))).toEqual(hashes(small))
  expect((await readdir(blobs(scene.cache))).filter((name) => name.includes('incomplete'))).toEqual([])
}

describe('a download', () => {
  it('goes on where the connection was dropped, as often as bytes still come', async () => {
    const fault = onCdn((before) => (before.length < 9 ? { dropAfter: 10_000 } : undefined))
    await withHub({ files: small, fault }, async (scene) => {
      await mustBeWhole(scene)
      expect(ranges(scene)).toEqual([undefined, ...Array.from({ length: 9 }, (_, i) => `bytes=${(i + 1) * 10_000}-`)])
      expect(scene.waited).toEqual(Array.from({ length: 9 }, () => 1000))
    })
  })

  it('goes on where an earlier pull stopped, wherever that was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: bytes.length }), (begun) =>
        withHub({ files: small }, async (scene) => {
          await begin(scene.cache, bytes.subarray(0, begun))
          await mustBeWhole(scene)
          expect(ranges(scene)).toEqual(begun === bytes.length ? [] : [begun === 0 ? undefined : `bytes=${begun}-`])
        }),
      ),
      { numRuns: 4, examples: [[0], [bytes.length], [bytes.length - 1]] },
    )
  })

  it('begins anew where the server knows no ranges', async () => {
    await withHub({ files: small, fault: onCdn(() => ({ wholeAlways: true })) }, async (scene) => {
      await begin(scene.cache, bytes.subarray(0, 5000))
      await mustBeWhole(scene)
      expect(ranges(scene)).toEqual(['bytes=5000-'])
    })
  })

  it('gives up on a server that knows no ranges and drops each connection at the same place', async () => {
    await withHub({ files: small, fault: onCdn(() => ({ wholeAlways: true, dropAfter: 20_000 })) }, async (scene) => {
      expect(left(await scene.pull())).toEqual({ _tag: 'Dropped', file: BIG, bytes: 20_000, size: bytes.length })
      expect(scene.waited).toEqual([1000, 2000, 4000, 8000, 16_000])
      expect((await stat(incomplete(scene.cache))).size).toBe(20_000)
    })
  })

  it('gives up on a server that sends nothing, and keeps what it has', async () => {
    await withHub({ files: small, fault: onCdn(() => ({ dropAfter: 0 })) }, async (scene) => {
      await begin(scene.cache, bytes.subarray(0, 70))
      expect(left(await scene.pull())._tag).toBe('Dropped')
      expect((await readFile(incomplete(scene.cache))).equals(bytes.subarray(0, 70))).toBe(true)
    })
  })

  it('throws away what is longer than the file, and what was begun with other bytes', async () => {
    for (const begun of [Buffer.alloc(bytes.length + 1), Buffer.alloc(bytes.length), Buffer.alloc(5000, 7)]) {
      await withHub({ files: small }, async (scene) => {
        await begin(scene.cache, begun)
        await mustBeWhole(scene)
      })
    }
  })

  it('fetches wrong bytes once more', async () => {
    const fault = onCdn((before) => (before.length === 0 ? { bytes: Buffer.alloc(bytes.length) } : undefined))
    await withHub({ files: small, fault }, async (scene) => {
      await mustBeWhole(scene)
      expect(ranges(scene)).toEqual([undefined, undefined])
    })
  })

  it('removes bytes that are wrong twice, and believes none of it afterwards', async () => {
    await withHub({ files: small, fault: onCdn(() => ({ bytes: Buffer.alloc(bytes.length) })) }, async (scene) => {
      expect(left(await scene.pull())).toMatchObject({
        _tag: 'WrongBytes',
        file: BIG,
        expected: `sha256 ${blobOf(BIG, bytes)}`,
      })
      expect(ranges(scene)).toHaveLength(2)
      expect((await readdir(blobs(scene.cache))).filter((name) => name.startsWith(blobOf(BIG, bytes)))).toEqual([])
      expect(left(await scene.pull({ offline: true }))._tag).toBe('NotCached')
    })
  })

  it('checks small files too, by the hash that git gives them', async () => {
    const fault = ({ file }: Seen): Fault | undefined =>
      file === 'config.json' ? { bytes: Buffer.from('[]') } : undefined
    await withHub({ files: small, fault }, async ({ pull }) => {
      expect(left(await pull())).toMatchObject({ _tag: 'WrongBytes', file: 'config.json' })
    })
  })

  it('keeps what it has where something else is answered, without reading it', async () => {
    const page = { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: '<html>log in</html>' }
    const short = { bytes: bytes.subarray(0, 99_000) }
    for (const [fault, served] of [
      [page, 'an HTML page'],
      [{ status: 200, headers: { 'content-length': '3' }, body: 'abc' }, '3 bytes'],
      [short, 'a range of another file'],
      [{ status: 416 }, 'less than 70 bytes'],
    ] as const) {
      await withHub({ files: small, fault: onCdn(() => fault) }, async (scene) => {
        await begin(scene.cache, bytes.subarray(0, 70))
        expect(left(await scene.pull())).toEqual({ _tag: 'Changed', file: BIG, listed: '100000 bytes', served })
        expect((await readFile(incomplete(scene.cache))).equals(bytes.subarray(0, 70))).toBe(true)
      })
    }
  })

  it('writes no more than was listed', async () => {
    const longer = Buffer.alloc(3_000_000, 1).toString('latin1')
    const headers = { 'transfer-encoding': 'chunked' }
    await withHub({ files: small, fault: onCdn(() => ({ status: 200, headers, body: longer })) }, async (scene) => {
      expect(left(await scene.pull())).toEqual({
        _tag: 'WrongBytes',
        file: BIG,
        expected: '100000 bytes',
        found: 'more',
      })
      expect(scene.progress.every(({ bytes: done, total }) => done <= total)).toBe(true)
    })
  })

  it('stops when it is told to and goes on the next time', async () => {
    const fault = onCdn((before) => (before.length === 0 ? { stallAfter: 30_000 } : undefined))
    await withHub({ files: small, fault }, async (scene) => {
      const stop = new AbortController()
      const onProgress = ({ file, bytes: done, total }: { file: string; bytes: number; total: number }): void => {
        if (file === BIG && done === total - bytes.length + 30_000) stop.abort()
      }
      expect(left(await scene.pull({ signal: stop.signal, onProgress }))).toEqual({ _tag: 'Aborted' })
      expect((await readFile(incomplete(scene.cache))).equals(bytes.subarray(0, 30_000))).toBe(true)
      expect(await readdir(join(scene.cache, '.locks', 'models--tiny--model'))).toEqual([])
      await mustBeWhole(scene)
      expect(ranges(scene)).toEqual([undefined, 'bytes=30000-'])
    })
  })

  it('does not begin when it was told to stop before', async () => {
    await withHub({ files: small }, async ({ hub, pull }) => {
      expect(left(await pull({ signal: AbortSignal.abort() }))).toEqual({ _tag: 'Aborted' })
      expect(hub.seen).toEqual([])
    })
  })
})

describe('the cache', () => {
  it('cannot be used where a file stands in its place', async () => {
    await withHub({ files: small }, async ({ cache, pull }) => {
      await writeFile(join(cache, 'file'), '')
      expect(left(await pull({ cache: join(cache, 'file') }))).toMatchObject({ _tag: 'CacheUnusable' })
    })
  })

  it('that cannot be made is named before anything is fetched', async () => {
    await withHub({ files: small }, async ({ hub, pull }) => {
      // Linux: a folder in which nothing can be made, whoever asks.
      const error = left(await pull({ cache: '/proc/hub' }))
      expect(describeHubError(error)).toContain(
        'the cache cannot be used: the folder /proc/hub cannot be made: nothing can be made in /proc; set HF_HOME to',
      )
      expect(hub.seen.filter(({ file }) => file !== undefined)).toEqual([])
    })
  })

  it('is left to another process that is pulling the same, unless that is gone', async () => {
    await withHub({ files: small }, async ({ cache, pull }) => {
      const lock = join(cache, '.locks', 'models--tiny--model', 'sigmastream.lock')
      await mkdir(dirname(lock), { recursive: true })
      await writeFile(lock, `${hostname()}\n${process.pid}\n`)
      expect(left(await pull())).toEqual({ _tag: 'InUse', repository: 'tiny/model', lock })
      await writeFile(lock, `${hostname()}\n${2 ** 30}\n`)
      right(await pull())
      expect(await readdir(dirname(lock))).toEqual([])
    })
  })
})
