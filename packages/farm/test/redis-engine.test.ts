import { setTimeout as pause } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { skippedUnless } from '../../../test/skipped-unless.js'
import { bullEngine } from '../src/engine/bullmq/bull-engine.js'
import { laneQueues } from '../src/engine/bullmq/lane-queues.js'
import { laneRegistry } from '../src/engine/bullmq/lane-registry.js'
import { keepLeases } from '../src/engine/bullmq/leases.js'
import { openRedisServer } from '../src/engine/bullmq/redis-server.js'
import { forgetLanes } from '../src/engine/bullmq/upkeep.js'
import { bullEffort, bullTrial } from './bull-trial.js'
import { contractOf } from './contract/contract-of.js'
import { answerOf, failureOf, idOf, jobOf, laneOf } from './contract/samples.js'
import { lookUntil } from './contract/trial.js'
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

/** Milliseconds: so long that a busy machine keeps no worker silent for it. */
const leaseTime = 2000

const open = bullTrial((options) => openRedisServer(new URL(server.url), options), leaseTime)

contractOf('on Redis', open, bullEffort, skipped)

const connections = async (): Promise<number> => {
  const client = new Redis(server.url)
  const list = await client.client('LIST')
  client.disconnect()
  return String(list).trim().split('\n').length - 1
}

serverLaws({ name: 'Redis', server: () => server, connections, most: 2 }, skipped)

describe('what Redis is asked by hand', skipped, () => {
  const anna = laneOf('anna')

  /** An engine on a farm of its own, and what is behind it. */
  const behind = async (farm: string, patience: number) => {
    const parts = await openRedisServer(new URL(server.url), { leaseTime, farm })
    const engine = bullEngine(parts, { leaseTime, patience, farm, keepLeases })
    return {
      engine,
      queues: laneQueues(parts.queues, farm),
      registry: laneRegistry(parts.queues.forQueue(`${farm}-lanes`)),
    }
  }

  it('a job that comes when nobody waits for it any more goes back, and that is no loss', async () => {
    const { engine } = await behind('late', 100)
    await answerOf(engine.submit([jobOf(1)]))
    await answerOf(engine.work(laneOf('ben'), 'w1'))
    const client = new Redis(server.url)
    await client.client('PAUSE', 300, 'ALL')
    expect(await failureOf(engine.work(anna, 'w1'))).toMatchObject({ message: 'no answer within 0.1 seconds' })
    // this is answered when the pause is over
    await client.ping()
    client.disconnect()
    const lease = await lookUntil(
      { soon: () => pause(20) },
      () => answerOf(engine.work(anna, 'w1')),
      (next) => next !== null,
    )
    expect([lease?.job, lease?.deliveries, lease?.losses]).toEqual([jobOf(1), 2, 0])
    await engine.close()
  })

  it('a cancel whose message is lost is read at the next renewal', async () => {
    const { engine, queues } = await behind('unheard', 10_000)
    await answerOf(engine.submit([jobOf(1)]))
    const lease = await answerOf(engine.work(anna, 'w1'))
    const queued = await queues(anna).queue.getJob(idOf(1))
    await queued?.updateData({ ...Object(queued.data), cancelled: true })
    await lookUntil({ soon: () => pause(20) }, () => lease?.cancelled.aborted, Boolean)
    expect([lease?.cancelled.aborted, lease?.lost.aborted]).toEqual([true, false])
    await engine.close()
  })

  it('a lane is forgotten when nothing was submitted to it for long and nothing is in it', async () => {
    const { engine, queues, registry } = await behind('forgetful', 10_000)
    const ben = laneOf('ben')
    await answerOf(engine.submit([jobOf(1), jobOf(2, ben)]))
    await answerOf((await answerOf(engine.work(anna, 'w1')))?.finish ?? engine.drain)
    const lanesAfter = async (since: number) => {
      await forgetLanes({ registry, queues }, since)
      return (await registry.list()).map(({ lane }) => lane.submitter).toSorted()
    }
    expect(await lanesAfter(Date.now() - 60_000)).toEqual(['anna', 'ben'])
    expect(await lanesAfter(Date.now() + 60_000)).toEqual(['ben'])
    await engine.close()
  })
})
