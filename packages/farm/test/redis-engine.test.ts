import { Redis } from 'ioredis'
import { afterAll, beforeAll } from 'vitest'
import { skippedUnless } from '../../../test/skipped-unless.js'
import { openRedisServer } from '../src/engine/bullmq/redis-server.js'
import { bullEffort, bullTrial } from './bull-trial.js'
import { contractOf } from './contract/contract-of.js'
import { serverLaws } from './server-laws.js'
import { redisProgram, startRedis, type TestServer } from './servers.js'

const skipped = skippedUnless(
  redisProgram !== null,
  'tests of the farm on Redis: neither redis-server nor valkey-server is here',
)

let server: TestServer
if (redisProgram !== null) {
  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(() => server.remove())
}

const open = bullTrial((options) => openRedisServer(new URL(server.url), options), 900)

contractOf('on Redis', open, bullEffort, skipped)

const connections = async (): Promise<number> => {
  const client = new Redis(server.url)
  const list = await client.client('LIST')
  client.disconnect()
  return String(list).trim().split('\n').length - 1
}

serverLaws({ name: 'Redis', server: () => server, connections, most: 2 }, skipped)
