import type { PostgresConnection } from 'bullmq'
import type { ClaimTable } from './bull-server.js'
import type { ServerOptions } from './server-options.js'

/** Whether the one that is there is over, or is the one that asks. */
const isFree = `(held.until < clock_timestamp() OR held.token = $3 OR (held.lane = $4 AND held.delivery < $5))`

const until = `clock_timestamp() + $6 * interval '1 millisecond'`

/** One statement, which waits for another who asks for the same; it gives a row where the job is the claim's. */
const takeStatement = `
INSERT INTO sigmastream_claim AS held (farm, job, token, lane, delivery, until)
VALUES ($1, $2, $3, $4, $5, ${until})
ON CONFLICT (farm, job) DO UPDATE
SET token = excluded.token, lane = excluded.lane, delivery = excluded.delivery, until = excluded.until
WHERE ${isFree}
RETURNING job`

const wantStatement = `UPDATE sigmastream_claim AS held SET wanted = true WHERE farm = $1 AND job = $2 AND NOT ${isFree} RETURNING job`

const releaseStatement = `DELETE FROM sigmastream_claim WHERE farm = $1 AND job = $2 AND token = $3 RETURNING wanted`

/** Claims on Postgres. One that nobody lets go of stays until the job is claimed again. */
export const postgresClaims = ({ pool }: PostgresConnection, { farm, leaseTime }: ServerOptions): ClaimTable => ({
  take: async ({ job, lane, delivery, token }) =>
    (await pool.query(takeStatement, [farm, job, token, lane, delivery, leaseTime])).rowCount === 1,
  isTaken: async ({ job, lane, delivery, token }) =>
    (await pool.query(wantStatement, [farm, job, token, lane, delivery])).rowCount === 1,
  release: async ({ job, token }) => {
    const { rows } = await pool.query<{ wanted: boolean }>(releaseStatement, [farm, job, token])
    return rows[0]?.wanted === true
  },
})
