import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Engine } from './engine.js'
import type { EngineUnknown, EngineUnreachable } from './error.js'
import { memoryEngine } from './memory/memory-engine.js'

/** How an engine is opened. */
export interface OpenEngineOptions {
  /** Milliseconds after which a worker that says nothing is taken for lost: 30 000 where nothing is given. */
  readonly leaseTime?: number
}

/** Which server a URL means. */
const serverOf: Readonly<Record<string, 'redis' | 'postgres'>> = {
  'redis:': 'redis',
  'rediss:': 'redis',
  'valkey:': 'redis',
  'valkeys:': 'redis',
  'postgres:': 'postgres',
  'postgresql:': 'postgres',
}

const right =
  'memory, redis://HOST:6379, valkey://HOST:6379, rediss://HOST:6379 with TLS, or postgres://USER:PASSWORD@HOST:5432/DATABASE'

/** A text without what may be a password: all between the scheme and the host. */
const withoutUser = (text: string): string => text.replace(/^(\w+:\/\/)?.*@/s, '$1***@')

const unknown = (given: string): EngineUnknown => ({ _tag: 'EngineUnknown', given: withoutUser(given), right })

/**
 * Opens the engine of an address: `memory` for one in this process, or the URL of a server. A server must answer within
 * a few seconds. What talks to servers is loaded when it is needed: the engine in memory needs none of it.
 *
 * Errors: `EngineUnknown` where the address is none, `EngineUnreachable` where nothing answers there.
 */
export const openEngine = (
  address: string,
  options: OpenEngineOptions = {},
): TE.TaskEither<EngineUnknown | EngineUnreachable, Engine> => {
  if (address === 'memory') return TE.fromIO(() => memoryEngine(options))
  const url = URL.canParse(address) ? new URL(address) : null
  const server = url === null ? undefined : serverOf[url.protocol]
  if (url === null || server === undefined || url.hostname === '') return TE.left(unknown(address))
  return pipe(
    TE.fromTask(() => import('./bullmq/open-bull-engine.js')),
    TE.flatMap(({ openBullEngine }) => openBullEngine(server, url, options)),
  )
}
