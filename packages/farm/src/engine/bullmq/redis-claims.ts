import type { Redis } from 'ioredis'
import type { ClaimTable } from './bull-server.js'
import type { ServerOptions } from './server-options.js'

/** A claim is a hash that the server forgets in time; scripts run whole, so that of two who ask in one moment one has it. */
const lookScript = `
local held = redis.call('HMGET', KEYS[1], 'token', 'lane', 'delivery')
local isOver = held[2] == ARGV[2] and tonumber(held[3]) < tonumber(ARGV[3])
local isTaken = held[1] and held[1] ~= ARGV[1] and not isOver`

const wantScript = `${lookScript}
if not isTaken then return 0 end
redis.call('HSET', KEYS[1], 'wanted', '1')
return 1`

const takeScript = `${lookScript}
if isTaken then return 0 end
redis.call('HSET', KEYS[1], 'token', ARGV[1], 'lane', ARGV[2], 'delivery', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1`

const releaseScript = `
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then return 0 end
local isWanted = redis.call('HEXISTS', KEYS[1], 'wanted')
redis.call('DEL', KEYS[1])
return isWanted`

/** Claims on Redis or Valkey. */
export const redisClaims = (connection: Redis, { farm, leaseTime }: ServerOptions): ClaimTable => {
  const keyOf = (job: string): string => `sigmastream:${farm}-claims:${job}`
  return {
    take: async ({ job, lane, delivery, token }) =>
      (await connection.eval(takeScript, 1, keyOf(job), token, lane, delivery, leaseTime)) === 1,
    isTaken: async ({ job, lane, delivery, token }) =>
      (await connection.eval(wantScript, 1, keyOf(job), token, lane, delivery)) === 1,
    release: async ({ job, token }) => (await connection.eval(releaseScript, 1, keyOf(job), token)) === 1,
  }
}
