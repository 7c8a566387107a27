import { PostgresConnection } from 'bullmq'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { skippedUnless } from '../../../test/skipped-unless.js'
import { openPostgresServer } from '../src/engine/bullmq/postgres-server.js'
import { openEngine } from '../src/index.js'
import { bullEffort, bullTrial } from './bull-trial.js'
import { contractOf } from './contract/contract-of.js'
import { answerOf, cardOf, failureOf, jobOf, laneOf, letterOf, orThrow, stepOf } from './contract/samples.js'
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

/** The rights that `docs/farm.md` names: of who works, and of who submits besides. */
const workersRights = (schema: string): string => `
GRANT USAGE ON SCHEMA ${schema} TO guest;
GRANT ALL ON ALL TABLES IN SCHEMA ${schema} TO guest;
GRANT ALL ON ALL SEQUENCES IN SCHEMA ${schema} TO guest`
const submittersRight = (schema: string): string => `GRANT CREATE ON SCHEMA ${schema} TO guest`

it(
  'a user who may make no tables works with those that are there, and submits where the schema lets him',
  skipped,
  async () => {
    const url = `${server.url}?schema=shared`
    const ofOwner = orThrow(await openEngine(url)())
    const { pool } = new PostgresConnection({ connectionString: server.url })
    await pool.query(`CREATE ROLE guest LOGIN; ${workersRights('shared')}`)
    const ofGuest = orThrow(await openEngine(url.replace('farm@', 'guest@'))())
    await answerOf(ofOwner.submit([jobOf(1), jobOf(2)]))
    const take = async () => {
      const lease = await answerOf(ofGuest.work(laneOf('anna'), 'w1'))
      if (lease === null) throw new Error('no job waits')
      return lease
    }
    const [made, failing] = [await take(), await take()]
    expect(await answerOf(made.claim)).toBe(true)
    await answerOf(ofGuest.announce(cardOf('w1')))
    await answerOf(ofGuest.publish(stepOf(1, 1)))
    await answerOf(made.finish)
    await answerOf(failing.bury(letterOf(failing.job)))
    expect(await answerOf(ofOwner.dead)).toEqual([letterOf(jobOf(2))])
    const ofBen = jobOf(3, laneOf('ben'))
    expect(await failureOf(ofGuest.submit([ofBen]))).toMatchObject({ message: 'permission denied for schema shared' })
    await pool.query(submittersRight('shared'))
    expect(await answerOf(ofGuest.submit([ofBen]))).toEqual([{ id: ofBen.id, isNew: true }])
    for (const engine of [ofOwner, ofGuest]) await engine.close()
    await pool.end()
  },
)
