import { createHash } from 'node:crypto'
import {
  createServer,
  type IncomingHttpHeaders,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import { expect } from 'vitest'

/** A request as it arrived at one of the two servers. */
export interface Seen {
  readonly host: 'hub' | 'cdn'
  readonly path: string
  readonly file: string | undefined
  readonly headers: IncomingHttpHeaders
}

/** How an answer goes wrong. */
export type Fault =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  /** The connection is cut once so many bytes of the body have arrived. */
  | { readonly dropAfter: number }
  /** So many bytes are sent, then no more, and the connection stays. */
  | { readonly stallAfter: number }
  /** Other bytes than the file's. */
  | { readonly bytes: Uint8Array }
  /** Ranges are not known. */
  | { readonly wholeAlways: true; readonly dropAfter?: number }

export const COMMIT = '0123456789abcdef0123456789abcdef01234567'
export const REPOSITORY = 'tiny/model'

export interface FakeHub {
  readonly endpoint: string
  readonly seen: readonly Seen[]
  /**
   * Told how many bytes are still to come, it cuts what is to be cut there; earlier, `fetch` would drop what nobody has
   * read.
   */
  readonly arrived: (remaining: number) => void
  readonly close: () => Promise<void>
}

export interface FakeHubOptions {
  readonly files: ReadonlyMap<string, Uint8Array>
  /** The files of other repositories, by their names. */
  readonly others?: ReadonlyMap<string, ReadonlyMap<string, Uint8Array>>
  readonly fault?: ((seen: Seen, before: readonly Seen[]) => Fault | undefined) | undefined
  readonly commit?: string
  /** Replaces what the hub lists. */
  readonly listing?: unknown
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const gitSha1 = (bytes: Uint8Array): string =>
  createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')

/** Files that the hub keeps as LFS, on the other server. */
const isLarge = (path: string): boolean => /\.(?:safetensors|model|ckpt)$/.test(path)

/** The name of the blob of a file in the cache. */
export const blobOf = (path: string, bytes: Uint8Array): string => (isLarge(path) ? sha256(bytes) : gitSha1(bytes))

const siblingOf = (path: string, bytes: Uint8Array) => ({
  rfilename: path,
  size: bytes.length,
  blobId: gitSha1(bytes),
  ...(isLarge(path) ? { lfs: { sha256: sha256(bytes), size: bytes.length, pointerSize: 135 } } : {}),
})

/** What the real hub answers for a revision with `blobs=true`, as far as it is read. */
export const listingOf = (files: ReadonlyMap<string, Uint8Array>, commit = COMMIT) => ({
  id: REPOSITORY,
  sha: commit,
  gated: 'auto',
  siblings: [...files].map(([path, bytes]) => siblingOf(path, bytes)),
})

/** An answer to be cut when so many bytes of its file are still to come. */
interface Doomed {
  readonly response: ServerResponse
  readonly remaining: number
}

const send = (
  response: ServerResponse,
  bytes: Uint8Array,
  range: string | undefined,
  fault: Fault | undefined,
  doom: (doomed: Doomed) => void,
): void => {
  const known = range !== undefined && !(fault !== undefined && 'wholeAlways' in fault)
  const start = known ? Number(/^bytes=(\d+)-$/.exec(range)?.[1]) : 0
  const body = fault !== undefined && 'bytes' in fault ? fault.bytes : bytes
  const rest = body.subarray(start)
  response.writeHead(known ? 206 : 200, {
    'content-length': rest.length,
    ...(known ? { 'content-range': `bytes ${start}-${body.length - 1}/${body.length}` } : {}),
  })
  if (fault !== undefined && 'dropAfter' in fault && fault.dropAfter !== undefined) {
    response.flushHeaders()
    if (fault.dropAfter === 0) setImmediate(() => response.destroy())
    else response.write(rest.subarray(0, fault.dropAfter))
    doom({ response, remaining: rest.length - fault.dropAfter })
  } else if (fault !== undefined && 'stallAfter' in fault) {
    response.write(rest.subarray(0, fault.stallAfter))
  } else response.end(rest)
}

const listen = (listener: RequestListener): Promise<Server> =>
  new Promise((done) => {
    const server = createServer(listener)
    server.listen(0, '127.0.0.1', () => done(server))
  })

const portOf = (server: Server): number => {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

const closed = (server: Server): Promise<void> =>
  new Promise((done) => {
    server.close(() => done())
    server.closeAllConnections()
  })

/** Where a listing is asked for, with the name of its repository. */
const LISTING = /^\/api\/models\/([^/]+\/[^/]+)\/revision\/(?:main|v1|refs%2Fpr%2F1|[0-9a-f]{40})\?blobs=true$/

/** Two servers on the loopback: a hub, and on another port, and so another host, where it keeps large files. */
export const startHub = async ({
  files,
  others = new Map(),
  fault,
  commit = COMMIT,
  listing,
}: FakeHubOptions): Promise<FakeHub> => {
  const repositories: ReadonlyMap<string, ReadonlyMap<string, Uint8Array>> = new Map([[REPOSITORY, files], ...others])
  const seen: Seen[] = []
  const note = (
    host: Seen['host'],
    path: string,
    file: string | undefined,
    headers: IncomingHttpHeaders,
  ): Fault | undefined => {
    const one: Seen = { host, path, file, headers }
    const found = fault?.(one, [...seen])
    seen.push(one)
    return found
  }
  const doomed: Doomed[] = []
  const doom = (one: Doomed): void => void doomed.push(one)
  const refuse = (response: ServerResponse, failing: Fault): boolean => {
    if (!('status' in failing)) return false
    response.writeHead(failing.status, failing.headers)
    response.end(failing.body ?? '<html>no</html>')
    return true
  }
  const cdn = await listen(({ url = '', headers }, response) => {
    const { searchParams } = new URL(url, 'http://cdn')
    const [repository = '', file = ''] = ['repository', 'file'].map((name) => searchParams.get(name) ?? '')
    const failing = note('cdn', url, file, headers)
    if (failing !== undefined && refuse(response, failing)) return
    send(response, repositories.get(repository)?.get(file) ?? Buffer.of(), headers.range, failing, doom)
  })
  const hub = await listen(({ url = '', headers }, response) => {
    const [, repository = '', path] = new RegExp(`^/([^/]+/[^/]+)/resolve/${commit}/(.+)$`).exec(url) ?? []
    const file = path === undefined ? undefined : decodeURIComponent(path)
    const failing = note('hub', url, file, headers)
    const bytes = file === undefined ? undefined : repositories.get(repository)?.get(file)
    const [, listed = ''] = LISTING.exec(url) ?? []
    const found = repositories.get(listed)
    if (failing !== undefined && refuse(response, failing)) return
    if (found !== undefined) {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify((listed === REPOSITORY ? listing : undefined) ?? listingOf(found, commit)))
    } else if (file === undefined || bytes === undefined) {
      response.writeHead(404, { 'x-error-code': file === undefined ? 'RevisionNotFound' : 'EntryNotFound' })
      response.end()
    } else if (isLarge(file)) {
      response.writeHead(302, {
        location:
          `http://127.0.0.1:${portOf(cdn)}/signed?repository=${encodeURIComponent(repository)}` +
          `&file=${encodeURIComponent(file)}&Signature=secret-signature`,
        'x-linked-etag': `"${sha256(bytes)}"`,
        'x-linked-size': bytes.length,
        'x-repo-commit': commit,
      })
      response.end()
    } else send(response, bytes, headers.range, failing, doom)
  })
  return {
    endpoint: `http://127.0.0.1:${portOf(hub)}`,
    seen,
    arrived: (remaining) =>
      doomed.filter((one) => one.remaining === remaining).forEach(({ response }) => response.destroy()),
    close: async () => {
      await Promise.all([closed(hub), closed(cdn)])
      // Whatever a test did: the token never went to the other host.
      expect(seen.filter(({ host, headers }) => host === 'cdn' && headers.authorization !== undefined)).toEqual([])
    },
  }
}
