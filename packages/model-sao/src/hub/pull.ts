import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CachedSnapshot, cachedSnapshot, type Snapshot } from './cached.js'
import type { Connection, Retry } from './connection.js'
import { checkedEndpoint } from './endpoint.js'
import type { HubError } from './errors.js'
import type { PullProgress } from './fetch-files.js'
import { fetchSnapshot } from './fetch-snapshot.js'
import { type RepositoryCache, repositoryCache } from './layout.js'
import { fetchListing } from './listing.js'
import { networkOf } from './network.js'
import { proxyFor } from './proxy.js'
import { checkedRepository, checkedRevision } from './repository.js'
import { retry } from './retry.js'
import { type Environment, hubSettings } from './settings.js'
import { readToken } from './token.js'

/** What to pull, and by what means. What is left out is as the environment says: see `hubSettings` and `tokenOf`. */
export interface PullOptions {
  /** `OWNER/NAME`, such as `stabilityai/stable-audio-open-1.0`. */
  readonly repository: string
  /**
   * The weights that are wanted where a repository holds several, by their name without its ending, such as
   * `base_model`; the model's own where there is none.
   */
  readonly weights?: string | undefined
  /** A branch, tag or commit; `main` where there is none. */
  readonly revision?: string | undefined
  /** Address of the hub. */
  readonly endpoint?: string | undefined
  /** An access token. It is sent to the hub alone, and never told to anybody. */
  readonly token?: string | undefined
  /** Folder of the cache. */
  readonly cache?: string | undefined
  /** Whether the network is to be left alone. */
  readonly offline?: boolean | undefined
  readonly env: Environment
  /** The home folder; the user's where it is left out. */
  readonly home?: string | undefined
  /** How addresses are asked; through the proxies of `env` where it is left out: see `networkOf`. */
  readonly fetch?: typeof globalThis.fetch | undefined
  /** How to wait between attempts, in milliseconds; a timer where it is left out. */
  readonly sleep?: Connection['sleep'] | undefined
  /** Told of every piece that arrives. */
  readonly onProgress: (progress: PullProgress) => void
  /** Told of every attempt that is repeated. */
  readonly onRetry?: ((retry: Retry) => void) | undefined
  /** Stops the download; what has arrived stays, and the next pull goes on from there. */
  readonly signal: AbortSignal
}

const proxyName =
  (env: Environment) =>
  (address: URL): string | undefined => {
    const proxy = E.getOrElseW(() => null)(proxyFor(address, env))
    return proxy === null ? undefined : `${proxy.address.host} (${proxy.variable})`
  }

const timer = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  setTimeout(milliseconds, undefined, { signal })

/** Whether a hub that cannot answer now is no reason to do without what is here. */
const isUnreachable = ({ _tag }: HubError): boolean =>
  _tag === 'NoNetwork' || _tag === 'ServerFailed' || _tag === 'RateLimited'

/** What the hub lists now; where it cannot be asked and there is a whole snapshot, that one. */
const refreshListing = (
  connection: Connection,
  at: RepositoryCache,
  here: CachedSnapshot | undefined,
  { onProgress, weights }: Pick<PullOptions, 'onProgress' | 'weights'>,
): TE.TaskEither<HubError, Snapshot> =>
  pipe(
    here === undefined ? retry(connection, fetchListing(connection)) : fetchListing(connection),
    TE.matchE(
      (error): TE.TaskEither<HubError, Snapshot> =>
        here !== undefined && isUnreachable(error) ? TE.right(here) : TE.left(error),
      (listing) => fetchSnapshot(connection, at, listing, here, onProgress, weights),
    ),
  )

/**
 * Makes a checkpoint of the Hugging Face hub available on this disk: the files that are needed of it, in the hub's own
 * cache, which Python's library shares. T5, where the model is told text by it and the repository has none, comes from
 * its own. What is there is not fetched again, a download that stopped goes on, every file is checked against the hash
 * that the hub lists, and a whole snapshot is found without a network. Any `HubError`.
 */
export const pull = (options: PullOptions): TE.TaskEither<HubError, Snapshot> => {
  const { env, signal, weights, sleep = timer, onRetry = () => undefined } = options
  const fetch = options.fetch ?? networkOf(env)
  const settings = hubSettings(env, options.home ?? homedir())
  return pipe(
    TE.Do,
    TE.bind('repository', () => TE.fromEither(checkedRepository(options.repository))),
    TE.bind('revision', () => TE.fromEither(checkedRevision(options.revision ?? 'main'))),
    TE.bind('at', ({ repository }) => TE.right(repositoryCache(resolve(options.cache ?? settings.cache), repository))),
    TE.bind('here', ({ at, revision }) => cachedSnapshot(at, revision, weights)),
    TE.flatMap(({ repository, revision, at, here }) =>
      (options.offline ?? settings.offline)
        ? TE.fromEither(E.fromNullable<HubError>({ _tag: 'NotCached', repository, revision, cache: at.cache })(here))
        : pipe(
            readToken(options.token, env, settings.tokenFile),
            TE.bindTo('token'),
            TE.bind('endpoint', ({ token }) =>
              TE.fromEither(checkedEndpoint(options.endpoint ?? settings.endpoint, token)),
            ),
            TE.tap(({ endpoint }) => TE.fromEither(proxyFor(new URL(endpoint), env))),
            TE.flatMap(({ token, endpoint }) =>
              refreshListing(
                { endpoint, repository, revision, token, fetch, proxy: proxyName(env), onRetry, sleep, signal },
                at,
                here,
                options,
              ),
            ),
          ),
    ),
    TE.map(({ snapshot, commit, model, licences }) => ({ snapshot, commit, model, licences })),
  )
}
