import { createServer, type IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { proxyFor } from '../src/environment/proxy.js'
import { describeHubError, type Retry } from '../src/index.js'
import { networkOf } from '../src/network/network.js'
import { left, right, small, withHub } from './support.js'

interface FakeProxy {
  readonly address: string
  /** `host:port (authorization)` of each request to be led somewhere. */
  readonly seen: readonly string[]
  readonly close: () => Promise<void>
}

/** A proxy that leads wherever it is asked to, or answers with a status. */
const startProxy = async (refusal?: number): Promise<FakeProxy> => {
  const seen: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer()
  server.on('connection', (socket: Socket) => sockets.add(socket))
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    seen.push(`${request.url} (${request.headers['proxy-authorization'] ?? 'nobody'})`)
    if (refusal !== undefined) return socket.end(`HTTP/1.1 ${refusal} No\r\n\r\n`)
    const [host = '', port = ''] = (request.url ?? '').split(':')
    const far = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      far.pipe(socket).pipe(far)
    })
    sockets.add(far)
    return far.on('error', () => socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const bound = server.address()
  const port = bound === null || typeof bound === 'string' ? 0 : bound.port
  return {
    address: `127.0.0.1:${port}`,
    seen,
    close: () => {
      sockets.forEach((socket) => socket.destroy())
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

const withProxy = async <A>(use: (proxy: FakeProxy) => Promise<A>, refusal?: number): Promise<A> => {
  const proxy = await startProxy(refusal)
  return use(proxy).finally(proxy.close)
}

/** How many requests a pull leads through the proxy where the environment is that. */
const ledBy = (environment: (proxy: string) => Readonly<Record<string, string>>): Promise<readonly string[]> =>
  withProxy(({ address, seen }) =>
    withHub({ files: small }, async ({ hub, pull }) => {
      const env = environment(address)
      right(await pull({ env, fetch: undefined }))
      expect(hub.seen.length).toBeGreaterThan(1)
      return seen
    }),
  )

describe('a proxy that the environment names', () => {
  it.each(['HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'])('%s leads to the hub', async (name) => {
    const seen = await ledBy((proxy) => ({ [name]: `http://${proxy}` }))
    expect(seen.length).toBeGreaterThan(0)
    for (const one of seen) expect(one).toMatch(/^127\.0\.0\.1:\d+ \(nobody\)$/)
  })

  it('is told who asks, where its address has a name and password', async () => {
    const [first] = await ledBy((proxy) => ({ HTTP_PROXY: `http://me:secret@${proxy}` }))
    expect(first).toContain(`(Basic ${Buffer.from('me:secret').toString('base64')})`)
  })

  it.each(['127.0.0.1', '*', 'elsewhere.example, 127.0.0.1'])('is not asked where NO_PROXY is %s', async (list) => {
    const seen = await ledBy((proxy) => ({ HTTP_PROXY: proxy, NO_PROXY: list }))
    expect(seen).toEqual([])
  })

  it('is asked for some addresses and not for others in one program', async () => {
    const server = createServer((_, response) => response.end('here'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const bound = server.address()
    const port = bound === null || typeof bound === 'string' ? 0 : bound.port
    await withProxy(async ({ address, seen }) => {
      const fetch = networkOf({ HTTP_PROXY: `http://${address}`, NO_PROXY: 'localhost' })
      for (const host of ['127.0.0.1', 'localhost', '127.0.0.1'])
        expect(await (await fetch(`http://${host}:${port}/`)).text()).toBe('here')
      expect(seen.length).toBeGreaterThan(0)
      for (const one of seen) expect(one).toContain('127.0.0.1:')
    }).finally(() => server.close())
  })

  it.each([
    [403, 'the proxy answers with the status 403'],
    [407, 'the proxy asks for a name and password: put them into its address, as http://NAME:PASSWORD@HOST:PORT'],
  ])('that answers with %d is named, after a line for each attempt', async (status, reason) => {
    await withProxy(async ({ address }) => {
      await withHub({ files: small }, async ({ hub, pull, waited }) => {
        const told: Retry[] = []
        const env = { HTTP_PROXY: `http://me:secret@${address}` }
        const error = left(await pull({ env, fetch: undefined, onRetry: (retry) => told.push(retry) }))
        expect(hub.seen).toEqual([])
        expect(describeHubError(error)).toContain(`through the proxy ${address} (HTTP_PROXY): ${reason};`)
        expect(describeHubError(error)).not.toContain('secret')
        expect(told.map(({ count, most, seconds }) => [count, most, seconds * 1000])).toEqual(
          waited.map((milliseconds, i) => [i + 1, waited.length, milliseconds]),
        )
      })
    }, status)
  })

  it('of a kind that is not spoken is refused before anything is asked, with a way out', async () => {
    await withHub({ files: small }, async ({ hub, pull }) => {
      const error = left(await pull({ env: { all_proxy: 'socks5://127.0.0.1:1' }, fetch: undefined }))
      expect(describeHubError(error)).toContain('all_proxy, the proxy, begins with socks5://: give one such as http://')
      expect(describeHubError(error)).toContain("Python's hub library")
      expect(hub.seen).toEqual([])
    })
  })
})

describe('proxyFor', () => {
  const hub = new URL('https://huggingface.co')
  it.each([
    [{ HTTPS_PROXY: 'http://a:1', https_proxy: 'http://b:2' }, 'b:2'],
    [{ HTTPS_PROXY: 'a:1', ALL_PROXY: 'http://b:2' }, 'a:1'],
    [{ HTTP_PROXY: 'http://a:1' }, null],
    [{ HTTPS_PROXY: ' ', ALL_PROXY: 'https://b:2' }, 'b:2'],
    [{ HTTPS_PROXY: 'http://a:1', NO_PROXY: '.co' }, null],
    [{ HTTPS_PROXY: 'http://a:1', no_proxy: 'example.org, HUGGINGFACE.CO' }, null],
    [{ HTTPS_PROXY: 'http://a:1', NO_PROXY: 'face.co,huggingface.co:80' }, 'a:1'],
    [{ HTTPS_PROXY: 'http://a:1', NO_PROXY: '*.huggingface.co:443' }, null],
    [{}, null],
  ])('%j is %s', (env, host) => {
    expect(E.getOrElseW(() => undefined)(proxyFor(hub, env))?.address.host ?? null).toBe(host)
  })

  it.each([
    ['::1', null],
    ['[::1]:8080', null],
    ['[::1]:80', 'a:1'],
    ['::2', 'a:1'],
  ])('leads to an address of IPv6, unless it is among those without: %s', (list, host) => {
    const found = proxyFor(new URL('http://[::1]:8080'), { HTTP_PROXY: 'a:1', NO_PROXY: list })
    expect(E.getOrElseW(() => undefined)(found)?.address.host ?? null).toBe(host)
  })

  it.each(['http://', 'ftp://a:1'])('refuses %s', (value) => {
    expect(proxyFor(hub, { HTTPS_PROXY: value })).toMatchObject({ left: { _tag: 'BadProxy', variable: 'HTTPS_PROXY' } })
  })
})
