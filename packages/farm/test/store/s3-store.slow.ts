import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, truncate } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { skippedUnless } from '../../../../test/skipped-unless.js'
import { openStore } from '../../src/store/open-store.js'
import { s3Store } from '../../src/store/s3/s3-store.js'
import { holdsAsAStore, type Place } from './contract.js'
import { hasMoto, startMoto } from './moto.js'
import { fileWith, left, newPath, right, scratch } from './support.js'

const folder = scratch()

const moto = skippedUnless(hasMoto(), 'no moto_server on the path or in SIGMASTREAM_MOTO (pip install "moto[server]")')

describe('a bucket of objects', moto, () => {
  let [address, stop] = ['', (): unknown => undefined]
  let stores = 0

  const makeBucket = async (name: string): Promise<boolean> => (await fetch(`${address}/${name}`, { method: 'PUT' })).ok

  beforeAll(async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'somebody')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'unspoken')
    const started = await startMoto()
    address = started.address
    stop = () => started.server.kill()
    if (!(await makeBucket('bucket'))) throw new Error('no bucket')
  })
  afterAll(() => {
    stop()
    vi.unstubAllEnvs()
  })

  const place = async (): Promise<Place> => {
    const files = newPath(folder)
    await mkdir(files)
    const at = { bucket: 'bucket', prefix: `a/store-${stores++}`, endpoint: address }
    return { store: s3Store(at), other: s3Store(at), folder: files }
  }

  holdsAsAStore(place, 8)

  it('may be the store as a whole', async () => {
    expect(await makeBucket('whole')).toBe(true)
    const opened = openStore(`s3://whole?endpoint=${address}`)
    if (opened._tag === 'Left') throw new Error('not opened')
    const store = opened.right
    expect(store.name).toBe('s3://whole')
    await right(store.put('a/b', await fileWith(folder, 'x')))
    expect(await right(store.list('a/'))).toEqual(['a/b'])
  })

  it('that is not there is named', async () => {
    const store = s3Store({ bucket: 'nowhere', prefix: '', endpoint: address })
    const file = await fileWith(folder, 'x')
    for (const asked of [
      store.put('a', file),
      store.putIfAbsent('a', file),
      store.get('a', newPath(folder)),
      store.list('a/'),
    ]) {
      const error = await left(asked)
      expect(error).toMatchObject({ _tag: 'StoreUnreachable', store: 's3://nowhere' })
      expect(error).toHaveProperty('message', expect.stringContaining('NoSuchBucket'))
    }
  })

  it('has nothing of a large object whose writer is killed in the middle', async () => {
    const { store } = await place()
    const large = await fileWith(folder, '')
    const size = 2 ** 30
    await truncate(large, size)
    // What stands between sees when the writer is in the middle.
    let passed = 0
    const reached = new AbortController()
    const { port } = new URL(address)
    const between = createServer((from) => {
      const to = connect(Number(port), '127.0.0.1')
      from
        .on('error', () => to.destroy())
        .on('data', (data: Buffer) => {
          passed += data.length
          if (passed > 2 ** 24) reached.abort()
        })
      to.on('error', () => from.destroy())
      from.pipe(to).pipe(from)
    }).listen(0, '127.0.0.1')
    await once(between, 'listening')
    const listens = between.address()
    if (listens === null || typeof listens === 'string') throw new Error('no port')
    const built = fileURLToPath(new URL('../../dist/store/open-store.js', import.meta.url))
    const program = `const { openStore } = await import(process.argv[1])
      console.log(await openStore(process.argv[2]).right.put('a/b', process.argv[3])())`
    const there = `${store.name}?endpoint=http://127.0.0.1:${listens.port}`
    const writer = spawn(process.execPath, ['--input-type=module', '-e', program, built, there, large], {
      stdio: 'ignore',
    })
    const gone = once(writer, 'exit')
    await Promise.race([once(reached.signal, 'abort'), gone])
    writer.kill('SIGKILL')
    expect(await gone).toEqual([null, 'SIGKILL'])
    between.close()
    expect(passed).toBeLessThan(size)
    expect(await right(store.list('a/'))).toEqual([])
    expect(await right(store.putIfAbsent('a/b', await fileWith(folder, 'x')))).toBe(true)
  })
})
