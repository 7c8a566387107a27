import { setTimeout } from 'node:timers/promises'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { proxyFor } from './environment/proxy.js'
import type { Environment, HubSettings } from './environment/settings.js'
import { readToken } from './environment/token.js'
import type { HubError } from './errors.js'
import type { Connection } from './network/connection.js'
import { checkedEndpoint } from './network/endpoint.js'
import { networkOf } from './network/network.js'
import type { HubOptions } from './options.js'

const proxyName =
  (env: Environment) =>
  (address: URL): string | undefined => {
    const proxy = E.getOrElseW(() => null)(proxyFor(address, env))
    return proxy === null ? undefined : `${proxy.address.host} (${proxy.variable})`
  }

const timer = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  setTimeout(milliseconds, undefined, { signal })

/**
 * All that is needed to ask for a repository, as the options say, and where they do not the settings; nothing is asked
 * yet. `BadToken`, `BadEndpoint`, `BadProxy`.
 */
export const connect = (
  options: HubOptions,
  settings: HubSettings,
  { repository, revision }: Pick<Connection, 'repository' | 'revision'>,
): TE.TaskEither<HubError, Connection> => {
  const { env } = options
  return pipe(
    readToken(options.token, env, settings.tokenFile),
    TE.bindTo('token'),
    TE.bind('endpoint', ({ token }) => TE.fromEither(checkedEndpoint(options.endpoint ?? settings.endpoint, token))),
    TE.tap(({ endpoint }) => TE.fromEither(proxyFor(new URL(endpoint), env))),
    TE.map(({ token, endpoint }) => ({
      endpoint,
      repository,
      revision,
      token,
      fetch: options.fetch ?? networkOf(env),
      proxy: proxyName(env),
      onRetry: options.onRetry ?? (() => undefined),
      sleep: options.sleep ?? timer,
      signal: options.signal ?? new AbortController().signal,
    })),
  )
}
