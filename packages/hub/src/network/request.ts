import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Token } from '../environment/token.js'
import type { HubError } from '../errors.js'
import type { Connection } from './connection.js'
import { connectionReason } from './connection-reason.js'
import { statusError } from './status.js'

/** An answer of 200, 206 or 416, and what the hub itself said of the file on the way to it. */
export interface Answer {
  readonly response: Response
  /** Who answered, for messages. */
  readonly host: string
  /** The SHA-256 that the hub redirects for: `X-Linked-Etag`. */
  readonly linked: string | undefined
  /** `X-Repo-Commit`. */
  readonly commit: string | undefined
}

/** One address on the way; `token` is gone once the way has left the hub. */
interface Hop {
  readonly address: URL
  readonly token: Token | undefined
  readonly left: number
  readonly linked: string | undefined
  readonly commit: string | undefined
}

const HOPS = 8
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])
const WANTED: ReadonlySet<number> = new Set([200, 206, 416])

/** The next hop. Https never becomes http, and a token goes to no other origin: scheme, host and port. */
const nextHop = (hop: Hop, location: string): E.Either<HubError, Hop> => {
  const unsafe = (wrong: string): E.Either<HubError, Hop> =>
    E.left({ _tag: 'UnsafeRedirect', host: hop.address.host, wrong })
  if (!URL.canParse(location, hop.address.href)) return unsafe('to an address that is none')
  const address = new URL(location, hop.address.href)
  if (address.protocol !== 'https:' && address.protocol !== 'http:')
    return unsafe('to an address of another kind than http')
  if (address.username !== '' || address.password !== '') return unsafe('to an address with a name or password in it')
  if (hop.address.protocol === 'https:' && address.protocol === 'http:') return unsafe('from https to http')
  if (hop.left === 0) return unsafe('without end')
  return E.right({
    ...hop,
    address,
    token: address.origin === hop.address.origin ? hop.token : undefined,
    left: hop.left - 1,
  })
}

/** A body that nobody reads would keep its connection. */
const dropBody = (response: Response): Promise<void> =>
  response.body?.cancel().catch(() => undefined) ?? Promise.resolve()

const ask = (
  { fetch, signal, proxy }: Connection,
  { address, token }: Hop,
  headers: Readonly<Record<string, string>>,
): TE.TaskEither<HubError, Response> =>
  TE.tryCatch(
    () =>
      fetch(address, {
        headers: {
          ...headers,
          'accept-encoding': 'identity',
          ...(token && { authorization: `Bearer ${token.value}` }),
        },
        redirect: 'manual',
        signal,
      }),
    (cause): HubError => {
      if (signal.aborted) return { _tag: 'Aborted' }
      const through = proxy(address)
      const reason = connectionReason(cause)
      return { _tag: 'NoNetwork', host: address.host, reason, ...(through === undefined ? {} : { proxy: through }) }
    },
  )

const follow = (
  connection: Connection,
  hop: Hop,
  headers: Readonly<Record<string, string>>,
  file: string | undefined,
): TE.TaskEither<HubError, Answer> =>
  pipe(
    ask(connection, hop, headers),
    TE.flatMap((response) => {
      const { host, origin } = hop.address
      const own = origin === new URL(connection.endpoint).origin
      const header = (name: string): string | undefined => (own ? (response.headers.get(name) ?? undefined) : undefined)
      const linked = hop.linked ?? header('x-linked-etag')?.replace(/^W\//, '').replaceAll('"', '')
      const commit = hop.commit ?? header('x-repo-commit')
      if (WANTED.has(response.status)) return TE.right({ response, host, linked, commit })
      const location = REDIRECTS.has(response.status) ? response.headers.get('location') : null
      return pipe(
        TE.fromTask<void, HubError>(() => dropBody(response)),
        TE.flatMapEither(() =>
          location === null
            ? E.left(statusError(connection, response, host, own, file))
            : nextHop({ ...hop, linked, commit }, location),
        ),
        TE.flatMap((next) => follow(connection, next, headers, file)),
      )
    }),
  )

/**
 * A GET of an address of the hub, with redirects followed by hand: so that the token is sent to the hub alone, never to
 * the host that it redirects to. `file` is what is asked for, for messages. Every `AccessError`, every `TransportError`
 * but `Dropped`, and `Aborted`.
 */
export const request = (
  connection: Connection,
  address: string,
  headers: Readonly<Record<string, string>>,
  file: string | undefined,
): TE.TaskEither<HubError, Answer> => {
  const first = { address: new URL(address), token: connection.token, left: HOPS, linked: undefined, commit: undefined }
  return follow(connection, first, headers, file)
}
