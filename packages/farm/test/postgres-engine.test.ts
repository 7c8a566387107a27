import { afterAll, beforeAll } from 'vitest'
import { skippedUnless } from '../../../test/skipped-unless.js'
import { openPostgresServer } from '../src/engine/bullmq/postgres-server.js'
import { bullEffort, bullTrial } from './bull-trial.js'
import { contractOf } from './contract/contract-of.js'
import { postgresProgram, startPostgres, type TestServer } from './servers.js'

const skipped = skippedUnless(postgresProgram !== null, 'tests of the farm on Postgres: it is not here')

let server: TestServer
if (postgresProgram !== null) {
  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(() => server.remove())
}

const open = bullTrial((options) => openPostgresServer(new URL(server.url), options), 900)

contractOf('on Postgres', open, bullEffort, skipped)
