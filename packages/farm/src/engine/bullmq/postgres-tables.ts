import {
  assertSchemaCompatibility,
  LATEST_SCHEMA_VERSION,
  type PostgresConnection,
  runMigrations,
  SchemaMigrationRequiredError,
} from 'bullmq'

/** One who makes the table at a time: two who do in one moment fail, though it need not be there. */
const claimStatement = `
SELECT pg_advisory_xact_lock(5360914);
CREATE TABLE IF NOT EXISTS sigmastream_claim (
  farm text NOT NULL,
  job text NOT NULL,
  token text NOT NULL,
  lane text NOT NULL,
  delivery integer NOT NULL,
  until timestamptz NOT NULL,
  wanted boolean NOT NULL DEFAULT false,
  PRIMARY KEY (farm, job)
)`

type Client = Awaited<ReturnType<PostgresConnection['pool']['connect']>>

/** Whether the tables of the queues are there, as this version of BullMQ has them or a later one. */
const areQueuesMade = async (client: Client, schema: string): Promise<boolean> => {
  try {
    return (await assertSchemaCompatibility(client, schema)) >= LATEST_SCHEMA_VERSION
  } catch (cause) {
    if (cause instanceof SchemaMigrationRequiredError) return false
    throw cause
  }
}

const isClaimMade = async (client: Client): Promise<boolean> => {
  const { rows } = await client.query<{ there: boolean }>(
    `SELECT to_regclass('sigmastream_claim') IS NOT NULL AS there`,
  )
  return rows[0]?.there === true
}

/**
 * Makes the tables of the queues and of the claims, in a schema, where they are not there: Postgres asks for the right to
 * make what is there already too. Rejects where the server refuses.
 */
export const makeTables = async ({ pool, schema }: Pick<PostgresConnection, 'pool' | 'schema'>): Promise<void> => {
  const client = await pool.connect()
  try {
    if (!(await areQueuesMade(client, schema))) await runMigrations(client, schema)
    if (!(await isClaimMade(client))) await client.query(claimStatement)
  } finally {
    client.release()
  }
}
