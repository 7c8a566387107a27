import { createRedisBackend, createRedisRelayBackend, Relay } from 'bullmq'
import { Redis } from 'ioredis'
import type { BullServer } from './bull-server.js'
import { redisClaims } from './redis-claims.js'
import { secretsOf } from './secrets.js'
import {
  closeWithin,
  connectWithin,
  presenceOptions,
  queueOptions,
  relayOptions,
  type ServerOptions,
} from './server-options.js'
import { within } from './time-limit.js'

const ignore = (): void => {}

/** Milliseconds before another try to connect: soon at first, then once a second. */
const retryStrategy = (times: number): number => Math.min(times * 100, 1000)

/** A command is given up after so many tries to connect, some six seconds: it must not wait for ever. */
const maxRetriesPerRequest = 10

/**
 * Milliseconds after which a connection that owes an answer is taken for dead, for it may be cut without a word. The one
 * that waits for messages is answered every five seconds.
 */
const socketTimeout = 10_000

/** One connection, for all commands. Rejects with what it said last where it cannot be had. */
const connect = async (address: string): Promise<Redis> => {
  const client = new Redis(address, {
    lazyConnect: true,
    connectTimeout: connectWithin,
    socketTimeout,
    maxRetriesPerRequest,
    retryStrategy,
  })
  let said: unknown = null
  // a connection that breaks is mended by itself; whoever waits for an answer is told by the answer
  client.on('error', (cause: unknown) => {
    said = cause
  })
  try {
    await within(client.connect(), connectWithin)
    return client
  } catch (cause) {
    client.disconnect()
    throw said ?? cause
  }
}

/**
 * Redis or Valkey: one connection for commands, and one that waits for messages. Rejects where it cannot be reached. The
 * schemes `valkey:` and `valkeys:` are `redis:` and `rediss:`.
 */
export const openRedisServer = async (url: URL, options: ServerOptions): Promise<BullServer> => {
  const { name, withoutSecrets } = secretsOf(url)
  const connection = await connect(url.href.replace(/^valkey/, 'redis'))
  const queues = createRedisBackend(`${options.farm}-queues`, { ...queueOptions(options), connection })
  const relay = new Relay({ ...relayOptions(options), connection })
  const presence = createRedisRelayBackend({ ...presenceOptions(options), connection })
  queues.on('error', ignore)
  relay.on('error', ignore)
  const close = async (): Promise<void> => {
    // nobody answers, so that nobody need be told
    if (connection.status !== 'ready') connection.disconnect()
    await within(Promise.allSettled([relay.close(), presence.close(), queues.close()]), closeWithin).catch(ignore)
    connection.disconnect()
  }
  try {
    await within(
      Promise.all([queues.waitUntilReady(), relay.waitUntilReady(), presence.waitUntilReady()]),
      connectWithin,
    )
  } catch (cause) {
    await close()
    throw cause
  }
  return {
    name,
    withoutSecrets,
    queues,
    relay,
    presence,
    claims: redisClaims(connection, options),
    removeWaiting: async (queue, id) => (await queues.forQueue(queue).remove(id, false)) === 1,
    close,
  }
}
