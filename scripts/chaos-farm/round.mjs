// One round: a list is sent by two while all is calm; then jobs are sent, made, and disturbed as its plan says; then all is calm again, and
// what is left is looked at.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { farmStore, folderStore, openEngine, retryJobs, settleList, submitJobs } from '@sigmastream/farm'
import { faultsOf } from './check.mjs'
import { disturb } from './disturb.mjs'
import { insist } from './jobs.mjs'
import { planOf } from './plan.mjs'
import { isOdd, jobsOf, sharedJobsOf } from './round-jobs.mjs'
import { sharedFaults } from './shared.mjs'
import { keepWorkers } from './workers.mjs'

const workers = 3

/** Milliseconds that a calm farm may take to end a round: far more than it needs. */
const patience = 120_000

/** Runs it. `server` is `null` for the engine in memory. `count` is told of everything that is counted. */
export const runRound = async ({ round, random, kind, server, proxies, disk, work, leaseTime, time, count }) => {
  const name = `round-${round}`
  const folder = join(disk.path, name)
  const own = join(work, name)
  for (const one of [folder, own]) mkdirSync(one)
  const sounds = ['a', 'b', 'c'].map((letter) => {
    const [file, text] = [join(own, `${letter}.wav`), `${name} ${letter}\n`.repeat(500)]
    writeFileSync(file, text)
    return { file, text }
  })
  // an engine in memory ends with its process, and knows of no job that ended one
  const lists = jobsOf(random, round, sounds, server !== null)
  // one of them is begun again and again, which says nothing
  const odd = new Set(lists.flatMap(({ jobs }) => jobs.filter(({ job }) => isOdd(job)).map(({ job }) => job.id)))
  const plan = planOf(random, { engine: kind, time, workers, proxies: proxies.length, lease: leaseTime })
  const faults = []
  const fault = (text) => faults.push(text)
  const store = farmStore(folderStore(folder), own)

  const begun = new Map()
  const hear = (said) => {
    if (said._tag === 'Took') begun.set(said.job, (begun.get(said.job) ?? 0) + 1)
    if (said !== 'there' && !odd.has(said.job)) count(said)
  }
  const urlOf = (i) => (server === null ? 'memory' : server.urlAt(proxies[i].port))
  const kept = keepWorkers(
    server === null ? 1 : workers,
    own,
    (i) => ({
      url: urlOf(i),
      folder,
      scratch: join(own, `worker-${i}`),
      leaseTime,
      stepTime: 20,
      places: server === null ? 3 : 1 + (i % 2),
      lists: server === null ? lists : [],
    }),
    { hear, fault },
  )

  const may = new Set()
  // each submitter has a connection of its own, which may be cut as well
  const farms =
    server === null
      ? []
      : await Promise.all(
          lists.map(async (_, i) => ({ store, engine: await insist(openEngine(urlOf(workers + i), { leaseTime })) })),
        )
  const send = async (i) => {
    const { submitter, jobs } = lists[i]
    return insist(submitJobs(farms[i], jobs, { submitter, at: 0 }))
  }

  const act = disturb({ kept, proxies, disk, server, lists, farms, may, workers, send })

  // what `sigmastream farm results` does: it must end by itself, whatever happens meanwhile
  const settled = new Map()
  const follow = async () => {
    const { list } = await send(0)
    const each =
      ({ id, _tag }) =>
      async () => {
        settled.set(id, [...(settled.get(id) ?? []), _tag])
        return { _tag: 'Right', right: undefined }
      }
    const ended = await settleList(farms[0], list, { each, problemOf: (error) => error })()
    if (ended._tag === 'Left') fault(`who waits for a list is told ${JSON.stringify(ended.left)}`)
    const missed = list.jobs.filter(({ id }) => settled.get(id)?.length !== 1).length
    if (missed > 0) fault(`who waits for a list is told of ${missed} of its jobs not once`)
  }
  for (let i = 0; i < (server === null ? 1 : workers); i++) await kept.there(i)
  const shared = server === null ? [] : sharedJobsOf(round, sounds)
  if (shared.length > 0) faults.push(...(await sharedFaults(shared, farms, begun)))

  const sending = server === null ? [] : [follow(), send(1), send(2)]
  const acting = plan.map(async (one) => {
    await delay(one.at)
    if (one.kind === 'the disk of the store full' && !disk.isDisk) return
    count({ _tag: 'Did', kind: one.kind })
    await act(one)
  })
  await Promise.all(acting)
  disk.free()
  for (const proxy of proxies) proxy.heal()

  // all is calm now, and the farm must come to its end
  const named = [...new Map([...shared, ...lists].flatMap(({ jobs }) => jobs.map((one) => [one.job.id, one]))).values()]
  const ids = new Set(named.map(({ job }) => job.id))
  const engine = server === null ? null : await insist(openEngine(server.urlAt(server.port), { leaseTime }))
  const dead = async () => (engine === null ? [] : (await insist(engine.dead)).filter(({ job }) => ids.has(job.id)))
  const isOver = async () => {
    if (engine === null) {
      for (const { job } of named) if ((await insist(store.result(job.id))) === null) return false
      return true
    }
    // three kills of one worker's job look like a job that kills its workers: a person who sees it sends it on
    const again = await insist(
      retryJobs(
        { engine },
        ({ job, fault: why }) => ids.has(job.id) && !isOdd(job) && why.code === 'ends-its-workers',
        0,
      ),
    )
    if (again.length > 0) count({ _tag: 'Retried', jobs: again.length })
    const lanes = await insist(engine.lanes)
    return again.length === 0 && lanes.every(({ waiting, running }) => waiting + running === 0)
  }
  const calm = performance.now()
  await Promise.all(sending.slice(1))
  while (!(await isOver())) {
    if (performance.now() - calm > patience) {
      fault(`the farm has not come to its end ${patience / 1000} s after the last disturbance`)
      break
    }
    await delay(250)
  }
  const late = new Promise((resolve) => setTimeout(resolve, 20_000, 'late').unref())
  if (sending.length > 0 && (await Promise.race([sending[0], late])) === 'late')
    fault('who waits for a list still waits when it is over')
  // what is told last, and checkpoints that are let go of
  await delay(500)
  await kept.end()

  const looked = await faultsOf({
    named,
    may,
    dead: await dead(),
    store,
    folder,
    sounds: sounds.length,
  })
  for (const one of [...farms.map(({ engine: open }) => open), ...(engine === null ? [] : [engine])]) await one.close()
  return { faults: [...faults, ...looked.faults], compared: looked.compared, calm: (performance.now() - calm) / 1000 }
}
