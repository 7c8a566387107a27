// A worker of the chaos: a process that makes hashes for sound, from its newest frame on, a few milliseconds a step. Its clock
// runs twenty times faster than the machine's, so that steps go to the store every second and not every quarter of a minute, and
// jumps when it is told to.
// usage: node worker.mjs OPTIONS.json, with a channel to the one that started it
import { mkdirSync, readFileSync } from 'node:fs'
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { farmStore, folderStore, frameFile, openEngine, runWorker, submitJobs } from '@sigmastream/farm'
import { either as E } from 'fp-ts'
import { abilities } from '../modules/farm.mjs'
import { cannotBeMade, endsWorkers, firstState, insist, nextState, resultOf } from './jobs.mjs'

const { url, folder, scratch, leaseTime, stepTime, places, lists } = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const speed = 20
mkdirSync(scratch, { recursive: true })
process.once('disconnect', () => process.exit(1))

const begun = Date.now()
let jumped = 0
const clock = {
  now: () => begun + speed * (Date.now() - begun) + jumped,
  sleep: (milliseconds, signal) => delay(milliseconds / speed, undefined, { signal }).catch(() => undefined),
}
const stop = new AbortController()
process.on('SIGTERM', () => stop.abort())
process.on('message', (by) => (jumped += by))

const make = (order) => async () => {
  const { job, sounds, folder: own, tell, signal } = order
  const { seed, steps } = job.recipe
  if (seed === endsWorkers) process.exit(99)
  if (seed === cannotBeMade)
    return E.left({ _tag: 'MakeFailed', fault: { code: 'render-failed', message: 'it never can', right: 'another' } })
  const texts = await Promise.all(job.sounds.map((hash) => readFile(sounds.get(hash), 'utf8')))
  const frames = await readdir(join(own, 'frames'))
  const from = Math.max(0, ...frames.map((name) => Number(/^step-(\d+)/.exec(name)?.[1] ?? 0)))
  let state = from === 0 ? firstState(job, texts) : await readFile(frameFile(own, from), 'utf8')
  for (let done = from + 1; done <= steps; done++) {
    await delay(stepTime)
    if (signal.aborted) return E.left({ _tag: 'MakeStopped' })
    state = nextState(state, done)
    const file = frameFile(own, done)
    await writeFile(`${file}.new`, state)
    await rename(`${file}.new`, file)
    await rm(frameFile(own, done - 1), { force: true })
    tell({ _tag: 'Step', done, steps, sigma: steps - done, secondsLeft: null })
  }
  const file = join(own, 'result.wav')
  await writeFile(file, resultOf(state))
  return E.right(file)
}

const engine = await insist(openEngine(url, { leaseTime }))
const store = farmStore(folderStore(folder), scratch)
process.send('there')
// the engine in memory is this process alone: what is to be made is sent here, again after each kill
for (const { jobs, submitter } of lists) await insist(submitJobs({ engine, store }, jobs, { submitter, at: 0 }))
await runWorker({
  id: `chaos-${process.pid}`,
  engine,
  store,
  abilities,
  scratch,
  clock,
  stop: stop.signal,
  abort: new AbortController().signal,
  hear: (remark) => process.connected && process.send(remark),
  makers: Array.from({ length: places }, () => ({ make, release: async () => undefined })),
})()
await engine.close()
process.exit(0)
