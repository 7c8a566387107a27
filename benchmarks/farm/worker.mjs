// A worker whose renders sleep, in a process of its own: it prints a line when it is there, and its memory and how often it asked its store when it is asked.
// usage: node benchmarks/farm/worker.mjs ENGINE STORE STEPS MILLISECONDS PLACES
import { mkdtempSync, rmSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { farmStore, folderStore, frameFile, machineClock, openEngine, runWorker } from '@sigmastream/farm'
import { either as E } from 'fp-ts'
import { abilities, must } from '../../scripts/modules/farm.mjs'

const [, , url, folder, steps, stepTime, places] = process.argv
const scratch = mkdtempSync(join(tmpdir(), 'sigmastream-bench-worker-'))
process.once('exit', () => rmSync(scratch, { recursive: true, force: true }))

/** A step waits, and writes a frame; the result is a line. With no steps nothing is made but that line. */
const sleeper = () => ({
  make: (order) => async () => {
    for (let done = 1; done <= Number(steps); done++) {
      await machineClock.sleep(Number(stepTime), order.signal)
      if (order.signal.aborted) return E.left({ _tag: 'MakeStopped' })
      const file = frameFile(order.folder, done)
      await writeFile(`${file}.new`, String(done))
      await rename(`${file}.new`, file)
      order.tell({ _tag: 'Step', done, steps: Number(steps), sigma: 1, secondsLeft: null })
    }
    const file = join(order.folder, 'result.wav')
    await writeFile(file, `${order.job.id}\n`)
    return E.right(file)
  },
  release: async () => undefined,
})

const engine = await must(openEngine(url))
const stop = new AbortController()
process.on('SIGTERM', () => stop.abort())

/** A store that counts what is asked of it. */
let requests = 0
const counted = (objects) =>
  Object.fromEntries(
    Object.entries(objects).map(([name, ask]) => [
      name,
      typeof ask !== 'function'
        ? ask
        : (...words) => {
            const task = ask(...words)
            return () => {
              requests += 1
              return task()
            }
          },
    ]),
  )
process.on('message', () => process.send?.({ memory: process.memoryUsage().rss, requests }))
const running = runWorker({
  id: `bench-${process.pid}`,
  engine,
  store: farmStore(counted(folderStore(folder)), scratch),
  abilities,
  scratch,
  clock: machineClock,
  stop: stop.signal,
  abort: new AbortController().signal,
  hear: () => undefined,
  makers: Array.from({ length: Number(places) }, sleeper),
})()
console.log('there')
await running
await engine.close()
process.exit()
