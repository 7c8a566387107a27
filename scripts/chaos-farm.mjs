// Disturbs a farm of real processes on a real server in every way that a network of machines may, at random moments: workers are
// killed, stopped and told to leave, the server is killed and started, connections are cut, slowed down and silenced, the store's
// disk is full, clocks of workers jump, lists are sent twice, by one and by two, and jobs are cancelled. Before that, while nothing is disturbed, two
// send one list, of which each job must be begun once. At the end every job has a result, once, with the bytes of an undisturbed run; one that ends its workers, and one that cannot be made, are given up and named.
// What the engine makes of clocks that jump is tried with a clock of its own in its laws (packages/farm/test/memory).
// usage: npm run chaos:farm -- [--rounds 5] [--seed S] [--engine redis | postgres | memory] [--time 10, in seconds a round]
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { makeDisk } from './chaos-farm/disk.mjs'
import { kindsFor } from './chaos-farm/plan.mjs'
import { startProxy } from './chaos-farm/proxy.mjs'
import { runRound } from './chaos-farm/round.mjs'
import { postgresProgram, startPostgres } from './modules/postgres.mjs'
import { randomFrom } from './modules/random.mjs'
import { redisProgram, startRedis } from './modules/redis.mjs'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seed: { type: 'string' },
    engine: { type: 'string', default: 'redis' },
    time: { type: 'string', default: '10' },
  },
})
const servers = {
  redis: { program: redisProgram, start: startRedis, right: 'redis-server or valkey-server' },
  postgres: { program: postgresProgram, start: startPostgres, right: 'postgres' },
  memory: { program: 'this process', start: async () => null, right: '' },
}
const kind = values.engine
if (!Object.hasOwn(servers, kind)) {
  console.error(`--engine is ${kind}: give ${Object.keys(servers).join(', ')}`)
  process.exit(2)
}
const { program, start, right } = servers[kind]
if (program === null) {
  console.log(`skipped: the farm is disturbed on a server, and ${right} is not here`)
  process.exit(0)
}
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 32))
const random = randomFrom(seed)
const [rounds, time] = [Number(values.rounds), 1000 * Number(values.time)]
console.log(`${rounds} rounds on ${kind}, seed ${seed}`)

const work = mkdtempSync(join(tmpdir(), 'sigmastream-chaos-farm-'))
const path = join(work, 'disk')
const disk = { ...makeDisk(path), path }
process.once('exit', () => {
  disk.remove()
  rmSync(work, { recursive: true, force: true })
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(130))
if (!disk.isDisk) console.log('skipped: no disk of its own can be mounted here, so that the store is never full')

const server = await start()
if (server !== null) process.once('exit', () => void server.kill())
/** One for each worker, and one for each submitter. */
const proxies = server === null ? [] : await Promise.all(Array.from({ length: 6 }, () => startProxy(server.port)))

const did = new Map(kindsFor(kind).map((one) => [one.kind, 0]))
const met = new Map()
const add = (map, key, by = 1) => map.set(key, (map.get(key) ?? 0) + by)
const count = (said) => {
  switch (said._tag) {
    case 'Did':
      return add(did, said.kind)
    case 'Took':
      return add(met, said.delivery === 1 ? 'taken first' : said.step > 0 ? 'gone on with from a step' : 'begun anew')
    case 'Shares':
      return add(met, 'waited for while another made it')
    case 'Ended':
      return add(met, said.ending)
    case 'Waits':
      return add(met, 'waits for the engine or the store')
    case 'Retried':
      return add(met, 'given up after three kills, and sent on', said.jobs)
  }
}

let [faults, compared] = [0, 0]
for (let round = 0; round < rounds; round++) {
  const came = await runRound({ round, random, kind, server, proxies, disk, work, leaseTime: 2500, time, count })
  compared += came.compared
  faults += came.faults.length
  console.log(
    `round ${round + 1}: ${came.compared} results compared, over ${came.calm.toFixed(1)} s after the last disturbance`,
  )
  const times = new Map()
  for (const one of came.faults) add(times, one)
  for (const [one, often] of times) console.log(`  FAULT${often === 1 ? '' : `, ${often} times`}: ${one}`)
}
for (const proxy of proxies) proxy.close()
await server?.stop()

const table = (title, map) => {
  console.log(`\n${title}`)
  for (const [what, times] of map) console.log(`  ${String(times).padStart(5)}  ${what}`)
}
table('what was done', did)
table('what became of deliveries', met)
console.log(`\n${compared} results are those of an undisturbed run or named above; ${faults} faults, seed ${seed}`)
process.exit(faults === 0 ? 0 : 1)
