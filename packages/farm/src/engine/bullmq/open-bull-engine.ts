import { either as E, type taskEither as TE } from 'fp-ts'
import type { Engine } from '../engine.js'
import type { EngineUnreachable } from '../error.js'
import { type BullEngineOptions, bullEngine } from './bull-engine.js'
import { keepLeases } from './leases.js'
import { openPostgresServer } from './postgres-server.js'
import { openRedisServer } from './redis-server.js'
import { secretsOf } from './secrets.js'
import { textOfCause } from './text-of-cause.js'

/** The servers that BullMQ knows. */
export type ServerKind = 'redis' | 'postgres'

const openers = { redis: openRedisServer, postgres: openPostgresServer }

const usual: BullEngineOptions = { leaseTime: 30_000, patience: 10_000, farm: 'farm', keepLeases }

/** Opens an engine on a server, which must answer within a few seconds. */
export const openBullEngine =
  (kind: ServerKind, url: URL, changes: Partial<BullEngineOptions> = {}): TE.TaskEither<EngineUnreachable, Engine> =>
  async () => {
    const options = { ...usual, ...changes }
    try {
      return E.right(bullEngine(await openers[kind](url, options), options))
    } catch (cause) {
      const { name, withoutSecrets } = secretsOf(url)
      return E.left({ _tag: 'EngineUnreachable', engine: name, message: withoutSecrets(textOfCause(cause)) })
    }
  }
