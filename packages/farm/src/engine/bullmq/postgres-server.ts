import type { EventEmitter } from 'node:events'
import {
  createPostgresRelayBackend,
  PostgresConnection,
  type PostgresPoolConfig,
  PostgresQueueBackend,
  Relay,
} from 'bullmq'
import type { BullServer } from './bull-server.js'
import { postgresClaims } from './postgres-claims.js'
import { makeTables } from './postgres-tables.js'
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

/**
 * A connection that breaks off while its tables are made or looked at has nobody who listens, which would end the process: who
 * waits for the answer is told anyway.
 */
const onConnect = (client: EventEmitter): void => {
  client.on('error', ignore)
}

/**
 * Milliseconds that a statement may take, and as many that it may wait until one of the connections is free: an answer
 * that does not come must not be waited for for ever.
 */
const queryTimeout = 10_000

/** Milliseconds that making its tables may take, where another makes them at the same time too. */
const readyWithin = 20_000

/** The schema of Postgres that everything is in, where the URL names no other. */
const usualSchema = 'sigmastream'

/**
 * BullMQ's own `remove` looks whether a job is held, and then removes it, though it was taken in between: its worker would
 * not be told. This is one statement, which waits for who takes the job, and then finds that it waits no more.
 */
const removal = `DELETE FROM job WHERE queue = $1 AND id = $2 AND state = 'waiting'`

/** Resolves when the server answers at all. */
const isReached = ({ pool }: PostgresConnection): Promise<void> =>
  new Promise((resolve) => pool.on('connect', () => resolve()))

/**
 * Postgres: up to four connections for queues, one that tells, one that waits for messages, and for a moment one for who
 * is there; each is made when it is needed. Makes its tables where there are none, in the schema that `?schema=` names.
 * Rejects where it cannot be reached.
 */
export const openPostgresServer = async (url: URL, options: ServerOptions): Promise<BullServer> => {
  const { name, withoutSecrets } = secretsOf(url)
  const address = new URL(url)
  const schema = address.searchParams.get('schema') ?? usualSchema
  address.searchParams.delete('schema')
  const connectionOf = (max: number): PostgresPoolConfig => ({
    connectionString: address.href,
    schema,
    migrate: false,
    max,
    connectionTimeoutMillis: queryTimeout,
    query_timeout: queryTimeout,
    keepAlive: true,
    onConnect,
    application_name: 'sigmastream',
  })
  const connection = new PostgresConnection(connectionOf(4))
  const queues = new PostgresQueueBackend(connection, `${options.farm}-queues`, {
    ...queueOptions(options),
    connection: {},
  })
  queues.on('error', ignore)
  try {
    const ready = within(
      makeTables(connection).then(() => queues.waitUntilReady()),
      readyWithin,
    )
    ready.catch(ignore)
    await within(Promise.race([isReached(connection), ready]), connectWithin)
    await ready
  } catch (cause) {
    await within(queues.close(), closeWithin).catch(ignore)
    throw cause
  }
  // a single connection tells: so events come in their order
  const relay = new Relay({
    ...relayOptions(options),
    connection: connectionOf(1),
    backend: createPostgresRelayBackend,
  })
  const presence = createPostgresRelayBackend({ ...presenceOptions(options), connection: connectionOf(1) })
  relay.on('error', ignore)
  const close = async (): Promise<void> => {
    await within(Promise.allSettled([relay.close(), presence.close(), queues.close()]), closeWithin).catch(ignore)
  }
  try {
    await within(Promise.all([relay.waitUntilReady(), presence.waitUntilReady()]), readyWithin)
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
    claims: postgresClaims(connection, options),
    removeWaiting: async (queue, id) => (await connection.pool.query(removal, [queue, id])).rowCount === 1,
    close,
  }
}
