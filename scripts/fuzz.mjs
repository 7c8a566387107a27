// Puts changed files to every reader, and checks that each answers with a value or an error of its union: no exception, no
// hang, no sound that is not finite, no memory beyond a bound. Prints figures; exits with 1 where a reader has a fault.
// usage: npm run fuzz -- [--inputs 20000] [--seed 1] [--reader mp3] [--only 17]
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { inputOf } from './fuzz/input.mjs'
import { folder } from './fuzz/reader.mjs'
import { readers } from './fuzz/readers.mjs'

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '20000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    reader: { type: 'string', multiple: true, default: Object.keys(readers) },
    only: { type: 'string' },
  },
})
const [seed, names] = [Number(values.seed), values.reader]
const only = values.only === undefined ? null : Number(values.only)
const inputs = only === null ? Number(values.inputs) : only + 1
const unknown = names.find((name) => readers[name] === undefined)
if (!Number.isSafeInteger(inputs) || inputs < 1 || !Number.isSafeInteger(seed) || unknown !== undefined) {
  console.error(
    unknown === undefined
      ? '--inputs and --seed are whole numbers'
      : `no reader ${unknown}: ${Object.keys(readers).join(', ')}`,
  )
  process.exit(2)
}

/** An answer that takes more work, or much more time on a busy machine, is a hang; over one input the process may grow by so much. */
const mostWork = 5e6
const mostMilliseconds = 60000
const mostGrowth = 600 * 2 ** 20

console.log(`seed ${seed}, ${only === null ? inputs : 1} inputs, ${names.length} readers`)
const counts = new Map(names.map((name) => [name, new Map()]))
const slowest = new Map(names.map((name) => [name, 0]))
const faults = []
let [most, settled] = [0, only ?? 0]

const fault = (index, what) => {
  const name = names[index % names.length]
  faults.push({ index, name })
  const { bytes, names: changes } = inputOf(readers[name], seed, name, index)
  mkdirSync('out/fuzz', { recursive: true })
  const path = `out/fuzz/${name.replaceAll(' ', '-')}-${seed}-${index}`
  writeFileSync(path, bytes)
  console.log(`${name}, input ${index} (${changes.join(', ')}; ${bytes.length} bytes, ${path}): ${what}`)
}

/** Runs inputs from `from` on, to the end or to the first that ends or holds up the thread; gives the next one. */
const runFrom = (from) =>
  new Promise((resolve) => {
    const state = new Int32Array(new SharedArrayBuffer(12))
    const worker = new Worker(new URL('fuzz/worker.mjs', import.meta.url), {
      workerData: { seed, names, from, inputs, state, folder },
      stderr: true,
      stdout: true,
    })
    let [steps, base, work] = [0, process.memoryUsage.rss(), process.cpuUsage()]
    const end = (next) => {
      clearInterval(timer)
      void worker.terminate().then(() => resolve(next))
    }
    const timer = setInterval(() => {
      const rss = process.memoryUsage.rss()
      most = Math.max(most, rss)
      if (state[2] !== steps) {
        steps = state[2]
        base = rss
        work = process.cpuUsage()
        return
      }
      if (steps <= 0) return
      const { user, system } = process.cpuUsage(work)
      const late = user + system > mostWork || (Date.now() % 2 ** 30) - state[1] > mostMilliseconds
      if (!late && rss - base < mostGrowth) return
      fault(
        state[0],
        late ? 'no answer after 5 s of work, or a minute' : `${Math.round((rss - base) / 2 ** 20)} MiB more`,
      )
      end(state[0] + 1)
    }, 50)
    worker.on('message', ({ index, name, took, kind, fault: what }) => {
      settled++
      slowest.set(name, Math.max(slowest.get(name), took))
      const of = counts.get(name)
      of.set(kind ?? 'fault', (of.get(kind ?? 'fault') ?? 0) + 1)
      if (what !== undefined) fault(index, what)
      if (index === inputs - 1) end(inputs)
    })
    worker.once('error', (cause) => {
      fault(state[0], `the thread ended: ${cause instanceof Error ? cause.message : String(cause)}`)
      end(state[0] + 1)
    })
  })

const began = Date.now()
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
for (let next = only ?? 0; next < inputs; ) next = await runFrom(next)

for (const [name, of] of counts) {
  const all = [...of].toSorted(([, a], [, b]) => b - a).map(([kind, count]) => `${kind} ${count}`)
  console.log(`${name.padEnd(22)} ${all.join(', ')}; slowest ${slowest.get(name)} ms`)
}
const seconds = ((Date.now() - began) / 1000).toFixed(0)
console.log(`${settled} inputs in ${seconds} s, at most ${Math.round(most / 2 ** 20)} MiB, ${faults.length} faults`)
const [first] = faults
if (first !== undefined) {
  const named = names.length === Object.keys(readers).length ? '' : names.map((name) => ` --reader '${name}'`).join('')
  console.log(`The same again: npm run fuzz -- --seed ${seed} --only ${first.index}${named}`)
}
process.exitCode = faults.length === 0 ? 0 : 1
