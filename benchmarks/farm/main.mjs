// What a farm costs beside its renders, on this machine: how soon a job is begun, how many a second where a render does nothing,
// how well workers add up, how long a killed worker is missed, and what memory it all takes; then, computed from that, what a
// hundred machines and a million clips would ask for.
// usage: npm run bench:farm [-- --jobs 10000] [--engine redis://HOST:PORT | postgres://…]   (a Redis of its own unless it is said)
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openEngine } from '@sigmastream/farm'
import { must } from '../../scripts/modules/farm.mjs'
import { redisProgram, startRedis } from '../../scripts/modules/redis.mjs'
import { median } from '../sao/statistics.mjs'
import { measureEngine } from './engine-figures.mjs'
import { jobsFrom } from './jobs.mjs'
import { onPaper } from './on-paper.mjs'
import { startWorkers } from './workers.mjs'

const { values } = parseArgs({ options: { jobs: { type: 'string', default: '10000' }, engine: { type: 'string' } } })
const most = Number(values.jobs)
if (values.engine === undefined && redisProgram === null) {
  console.log('skipped: neither valkey-server nor redis-server is here, and no --engine is given')
  process.exit()
}
const server = values.engine === undefined ? await startRedis() : null
const url = values.engine ?? server.url
const engine = await must(openEngine(url))
const folder = mkdtempSync(join(tmpdir(), 'sigmastream-bench-farm-'))
const workers = (count, more = {}) =>
  startWorkers(count, { url, folder: join(folder, 'store'), steps: 0, stepTime: 0, places: 1, ...more })

let seed = 0
const jobs = (count, submitter) => {
  seed += count
  return jobsFrom(seed - count, count, submitter)
}
const seconds = async (work) => {
  const begun = performance.now()
  await work()
  return (performance.now() - begun) / 1000
}
const submitAll = (list) => must(engine.submit(list))
const drained = (list) =>
  seconds(async () => {
    await submitAll(list)
    await must(engine.drain)
  })
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(0)} MB`

/** Resolves with the event of one kind that comes next. */
const next = (tag) =>
  new Promise((resolve, reject) => {
    const subscription = engine.events().subscribe({
      next: (event) => {
        if (event._tag !== tag) return
        subscription.unsubscribe()
        resolve(event)
      },
      error: reject,
    })
  })

const row = (what, figure) => console.log(`| ${what} | ${figure} |`)
console.log(`${url.replace(/:\/\/.*@/, '://')}, workers and the store's folder on this machine\n`)
console.log('| what | measured |')
console.log('|---|---|')

try {
  const few = await workers(1)
  const waits = []
  for (let round = 0; round < 21; round++) {
    const heard = next('Running')
    const [job] = jobs(1)
    waits.push(await seconds(async () => void (await Promise.all([submitAll([job]), heard]))))
    await must(engine.drain)
  }
  row('from submit to the first event, an idle worker (median of 21)', `${(1000 * median(waits)).toFixed(0)} ms`)
  await few.stop()

  for (const count of [1, 2]) {
    const some = await workers(count, { places: 4 })
    const took = await drained(jobs(1000))
    row(
      `jobs a second, render of nothing, ${count} worker${count > 1 ? 's' : ''} with 4 places`,
      (1000 / took).toFixed(0),
    )
    await some.stop()
  }

  const alone = 1
  let one = 0
  for (const count of [1, 2, 4, 8]) {
    const some = await workers(count, { steps: 10, stepTime: (1000 * alone) / 10 })
    const took = await drained(jobs(8 * count))
    if (count === 1) one = took
    row(
      `${8 * count} renders that sleep 1 s, ${count} worker${count > 1 ? 's' : ''}`,
      `${took.toFixed(1)} s, ${((100 * one) / took).toFixed(0)} % of one worker's pace each`,
    )
    await some.stop()
  }

  const pair = await workers(2, { steps: 300, stepTime: 100 })
  const began = next('Running')
  await submitAll(jobs(1))
  const kept = next('Checkpoint')
  const { worker } = await began
  await kept
  const again = next('Running')
  const lost = performance.now()
  await pair.kill(Number(worker.split('-').at(-1)))
  const { step } = await again
  row(
    'from kill -9 until another worker goes on',
    `${((performance.now() - lost) / 1000).toFixed(1)} s, from step ${step} of 300`,
  )
  await must(engine.drain)
  await pair.stop()

  const [tenth, rest] = [Math.floor(most / 10), most - Math.floor(most / 10)]
  const figures = await measureEngine(engine, jobs(tenth), { seconds, memory: () => server?.memory() ?? null }, row)

  const single = await workers(1, { places: 4 })
  await drained(jobs(tenth))
  const before = await single.figures()
  const serverBefore = server?.memory() ?? 0
  const took = await drained(jobs(rest))
  const after = await single.figures()
  row(`memory of a worker after ${tenth} and ${most} jobs`, `${megabytes(before.memory)}, ${megabytes(after.memory)}`)
  if (server !== null)
    row(`memory of the server after as many`, `${megabytes(serverBefore)}, ${megabytes(server.memory())}`)
  row(`jobs a second over the last ${rest}`, (rest / took).toFixed(0))
  const requestsOfJob = (after.requests - before.requests) / rest
  row('requests to the store for a job', requestsOfJob.toFixed(1))
  await single.stop()

  if (figures.bytesOfJob !== null) {
    const size = { machines: 100, clips: 1_000_000, render: 30, seconds: 30 }
    console.log(
      `\nOn paper, from these figures: ${size.machines} machines, ${size.clips} clips of ${size.seconds} s, of which each takes ${size.render} s to make\n`,
    )
    console.log('| what | it would be |')
    console.log('|---|---|')
    onPaper(size, { ...figures, requestsOfJob }, row)
  }
} finally {
  await engine.close()
  await server?.stop()
  rmSync(folder, { recursive: true, force: true })
}
process.exit()
