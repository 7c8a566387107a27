import { once } from 'node:events'
import { existsSync, truncateSync } from 'node:fs'
import { readdir, truncate } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { either as E } from 'fp-ts'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { ObjectStore } from '../../src/store/object-store.js'
import { bucketStore } from '../../src/store/s3/bucket-store.js'
import { s3Store } from '../../src/store/s3/s3-store.js'
import { fileWith, left, newPath, right, scratch, textOf } from './support.js'

type Answer = (request: IncomingMessage, response: ServerResponse) => unknown

const folder = scratch()

/** A server that answers one call after the other with these, and with the last from then on. */
const answering = async <A>(answers: readonly Answer[], use: (store: ObjectStore) => Promise<A>): Promise<A> => {
  let calls = 0
  const server = createServer((request, response) =>
    answers[Math.min(calls++, answers.length - 1)]?.(request, response),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const listens = server.address()
  if (listens === null || typeof listens === 'string') throw new Error('no port')
  const endpoint = `http://127.0.0.1:${listens.port}`
  return use(s3Store({ bucket: 'bucket', prefix: 'farm', endpoint })).finally(() => {
    server.closeAllConnections()
    server.close()
  })
}

/** An answer once all that was sent is read. */
const says =
  (status: number, body = ''): Answer =>
  (request, response) =>
    request.resume().on('end', () => response.writeHead(status, { 'content-type': 'application/xml' }).end(body))

const fault = (status: number, code: string): Answer =>
  says(status, `<Error><Code>${code}</Code><Message>as it says</Message></Error>`)

const done = says(200)

beforeAll(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'somebody')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'unspoken')
  vi.stubEnv('AWS_MAX_ATTEMPTS', '1')
})
afterAll(() => void vi.unstubAllEnvs())

describe('a server of buckets that answers', () => {
  it.each([
    [507, 'InsufficientStorage', 'StoreFull'],
    [507, 'Other', 'StoreFull'],
    [400, 'QuotaExceeded', 'StoreFull'],
    [403, 'QuotaExceeded', 'StoreFull'],
    [507, 'XMinioStorageFull', 'StoreFull'],
    [403, 'AccessDenied', 'StoreDenied'],
    [403, 'SignatureDoesNotMatch', 'StoreDenied'],
    [403, 'InvalidAccessKeyId', 'StoreDenied'],
    [400, 'ExpiredToken', 'StoreDenied'],
    [401, 'Other', 'StoreDenied'],
    [404, 'NoSuchBucket', 'StoreUnreachable'],
    [500, 'InternalError', 'StoreUnreachable'],
  ])('%i %s is a %s, whatever was asked', async (status, code, tag) => {
    await answering([fault(status, code)], async (store) => {
      const file = await fileWith(folder, 'x')
      const said = tag === 'StoreFull' ? {} : { message: `${code}: as it says` }
      const calls = [
        store.put('a', file),
        store.putIfAbsent('a', file),
        store.get('a', newPath(folder)),
        store.list('a/'),
        store.remove('a'),
      ]
      for (const asked of calls) {
        expect(await left(asked)).toEqual({ _tag: tag, store: 's3://bucket/farm', ...said })
      }
    })
  })

  it('without words is told by its status', async () => {
    await answering([says(403)], async (store) => {
      expect(await left(store.has('a'))).toMatchObject({ _tag: 'StoreDenied', message: 'status 403' })
    })
    await answering([says(404)], async (store) => expect(await right(store.has('a'))).toBe(false))
  })

  it('that another is writing (409) is asked again, and not for ever', async () => {
    const file = await fileWith(folder, 'x')
    const busy = fault(409, 'ConditionalRequestConflict')
    const taken = fault(412, 'PreconditionFailed')
    await answering([busy, busy, done, taken], async (store) =>
      expect(await right(store.putIfAbsent('a', file))).toBe(true),
    )
    await answering([busy, taken], async (store) => expect(await right(store.putIfAbsent('a', file))).toBe(false))
    await answering([busy], async (store) =>
      expect(await left(store.putIfAbsent('a', file))).toMatchObject({ _tag: 'StoreUnreachable' }),
    )
  })

  it('that two may write is not trusted, and one that refuses the second is asked once alone', async () => {
    const file = await fileWith(folder, 'x')
    await answering([done], async (store) => {
      const error = await left(store.putIfAbsent('a', file))
      expect(error).toMatchObject({ _tag: 'StoreDenied' })
      expect(error).toHaveProperty('message', expect.stringContaining('If-None-Match'))
    })
    const asked: (string | undefined)[] = []
    const seen =
      (answer: Answer): Answer =>
      (request, response) => {
        asked.push(`${request.method} ${request.url} ${request.headers['if-none-match']}`)
        answer(request, response)
      }
    await answering([seen(done), seen(fault(412, 'PreconditionFailed')), seen(done)], async (store) => {
      expect(await right(store.putIfAbsent('a', file))).toBe(true)
      expect(await right(store.putIfAbsent('b', file))).toBe(true)
      await right(store.put('c', file))
    })
    const path = (key: string) => `PUT /bucket/farm/${key}?x-id=PutObject`
    expect(asked).toEqual([`${path('a')} *`, `${path('a')} *`, `${path('b')} *`, `${path('c')} undefined`])
  })

  it('with many keys is asked for all, and what are no keys of a store are left out', async () => {
    const page = (keys: readonly string[], next: string) =>
      says(
        200,
        `<ListBucketResult>${keys.map((key) => `<Contents><Key>farm/${key}</Key></Contents>`).join('')}
        <IsTruncated>${next !== ''}</IsTruncated><NextContinuationToken>${next}</NextContinuationToken></ListBucketResult>`,
      )
    await answering([page(['a/c', 'a/', 'a/README'], 'more'), page(['a/b'], '')], async (store) =>
      expect(await right(store.list('a/'))).toEqual(['a/b', 'a/c']),
    )
  })

  it.each([
    ['breaks off', (response: ServerResponse) => response.destroy()],
    ['falls short', (response: ServerResponse) => response.socket?.end()],
  ])('and %s in the middle of an object leaves the file as it was', async (_, end) => {
    const half: Answer = (_request, response) => {
      response.writeHead(200, { 'content-length': '100000' })
      response.write('x'.repeat(50_000), () => end(response))
    }
    await answering([half], async (store) => {
      const [old, none] = [await fileWith(folder, 'old'), newPath(folder)]
      for (const path of [old, none])
        expect(await left(store.get('a', path))).toMatchObject({ _tag: 'StoreUnreachable' })
      expect(await textOf(old)).toBe('old')
      expect(existsSync(none)).toBe(false)
      expect((await readdir(folder)).filter((name) => name.startsWith('.'))).toEqual([])
    })
  })

  it('while the file that it is sent becomes shorter is not waited for', async () => {
    const large = await fileWith(folder, '')
    await truncate(large, 2 ** 26)
    const shortening: Answer = (request) => {
      truncateSync(large, 0)
      request.resume()
    }
    await answering([shortening], async (store) => {
      const error = await left(store.put('a', large))
      expect(error).toMatchObject({
        _tag: 'LocalFileFailed',
        path: large,
        message: 'it became shorter while it was sent',
      })
    })
  })

  it('is not sent what it would not take in one piece', async () => {
    const huge = await fileWith(folder, '')
    await truncate(huge, 5 * 2 ** 30 + 1)
    await answering([done], async (store) => {
      expect(await left(store.put('a', huge))).toMatchObject({ _tag: 'LocalFileFailed', path: huge })
    })
  })
})

describe('a bucket that cannot be asked', () => {
  const place = { bucket: 'bucket', prefix: '', endpoint: 'http://127.0.0.1:1' }

  it('is so because nothing listens there', async () => {
    const error = await left(s3Store(place).has('a'))
    expect(error).toMatchObject({ _tag: 'StoreUnreachable' })
    expect(error).toHaveProperty('message', expect.stringContaining('ECONNREFUSED'))
  })

  it('says how the client is installed where it is not', async () => {
    const missing = Object.assign(new Error("Cannot find package '@aws-sdk/client-s3'"), {
      code: 'ERR_MODULE_NOT_FOUND',
    })
    const store = bucketStore(() => Promise.reject(missing), place)
    expect(await left(store.has('a'))).toEqual({
      _tag: 'StoreUnreachable',
      store: 's3://bucket',
      message: '@aws-sdk/client-s3 is not installed: npm install @aws-sdk/client-s3',
    })
    const broken = bucketStore(() => Promise.reject(new Error('half of it is missing')), place)
    expect(await left(broken.has('a'))).toMatchObject({ message: 'half of it is missing' })
  })

  it('says which variables are to be set where no credentials are found', async () => {
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, undefined)
    for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']) vi.stubEnv(name, newPath(folder))
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
    const error = await left(s3Store(place).has('a'))
    expect(error).toMatchObject({ _tag: 'StoreDenied' })
    expect(error).toHaveProperty('message', expect.stringContaining('AWS_ACCESS_KEY_ID'))
    expect(E.isLeft(await s3Store({ bucket: 'bucket', prefix: '' }).has('a')())).toBe(true)
  })
})
