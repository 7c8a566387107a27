import { PostgresConnection } from 'bullmq'
import { afterAll, beforeAll } from 'vitest'
import { skippedUnless } from '../../../test/skipped-unless.js'
import { openPostgresServer } from '../src/engine/bullmq/postgres-server.js'
import { bullEffort, bullTrial } from './bull-trial.js'
import { contractOf } from './contract/contract-of.js'
import { serverLaws } from './server-laws.js'
import { postgresProgram, startPostgres, type TestServer } from './servers.js'

const skipped = skippedUnless(postgresProgram !== null, 'tests of the farm on Postgres: it is not here')

let server: TestServer
if (postgresProgram !== null) {
  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(() => server.remove())
}

/** Milliseconds: so long that a busy machine keeps no worker silent for it. */
const leaseTime = 2000

const open = bullTrial((options) => openPostgresServer(new URL(server.url), options), leaseTime)

contractOf('on Postgres', open, bullEffort, skipped)

const connections = async (): Promise<number> => {
  const { pool } = new PostgresConnection({ connectionString: server.url })
  const { rows } = await pool.query<{ count: string }>(
    `SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
  )
  await pool.end()
  return Number(rows[0]?.count)
}

serverLaws({ name: 'Postgres', server: () => server, connections, most: 7 }, skipped)
