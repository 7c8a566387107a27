// Kills every command that writes something at random moments, as a machine that loses its power would, and looks at what
// is left: each file whole or not there, a result with all that belongs to it or without all of it, caches sound; the same
// command then runs, and nothing of the killed one is left.
// usage: npm run chaos -- [--kills N] [--seed S] [--only NAME]
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { commandsIn } from './chaos/commands.mjs'
import { startHub } from './chaos/hub.mjs'
import { randomFrom } from './modules/random.mjs'

const { values } = parseArgs({
  options: { kills: { type: 'string' }, seed: { type: 'string' }, only: { type: 'string' } },
})
const kills = Number(values.kills ?? 100)
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 32))
const random = randomFrom(seed)

const root = fileURLToPath(new URL('..', import.meta.url))
const binary = join(root, 'packages/cli/bin/sigmastream.js')
const checkpoint = join(root, 'fixtures/narrow-sao/checkpoint')
const work = mkdtempSync(join(tmpdir(), 'sigmastream-chaos-'))
process.once('exit', () => rmSync(work, { recursive: true, force: true }))
const hub = await startHub(checkpoint)

/** Runs a line in a folder; killed after so many milliseconds. */
const run = (line, folder, killedAfter) =>
  new Promise((resolve) => {
    const began = performance.now()
    const env = {
      ...process.env,
      SIGMASTREAM_CACHE: join(folder, 'cache'),
      HF_HOME: join(folder, 'hf'),
      HF_ENDPOINT: hub.endpoint,
    }
    const child = spawn(process.execPath, [binary, ...line], { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] })
    let said = ''
    child.stderr.on('data', (text) => (said += text))
    const timer = killedAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killedAfter)
    child.on('close', (exit, signal) => {
      clearTimeout(timer)
      resolve({ exit, killed: signal === 'SIGKILL', said, took: performance.now() - began })
    })
  })

const mustWork = async (line, folder) => {
  const ended = await run(line, folder)
  if (ended.exit !== 0) throw new Error(`${line.join(' ')}: exit ${ended.exit}\n${ended.said}`)
  return ended
}

/** Under way, by its name: no one takes it for a result. */
const isHidden = (path) => /(^|\/)\.[^/]*\.tmp(\/|$)|\.incomplete$|\.lock$|\.partial\//.test(path)

/** Every file below a folder, links followed, with a hash of its bytes. */
const filesIn = (folder) =>
  new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [relative(folder, path), createHash('sha256').update(readFileSync(path)).digest('hex')]),
  )

const seen = (files) => new Map([...files].filter(([path]) => !isHidden(path)))

/** Which result a file belongs to: its number in a batch; `null` for caches, whose files stand for themselves. */
const resultOf = (path) => (/^(out|frames)/.test(path) ? (/-(\d+)\.\w+(\.json)?$/.exec(path)?.[1] ?? '') : null)

/** What is wrong with what a killed run left: `allowed` are whole states, such as nothing, or an earlier result. */
const faultsOf = (left, allowed) => {
  const known = [...left].filter(([path, hash]) => !allowed.some((state) => state.get(path) === hash))
  const results = new Set([...left.keys(), ...allowed.flatMap((state) => [...state.keys()])].map(resultOf))
  results.delete(null)
  const partOf = (state, result) => JSON.stringify([...state].filter(([path]) => resultOf(path) === result).toSorted())
  const torn = [...results].filter((result) => !allowed.some((state) => partOf(state, result) === partOf(left, result)))
  return [
    ...known.map(([path]) => `${path} is not whole`),
    ...torn.map((result) => `result ${result === '' ? '1' : result} is there in parts`),
  ]
}

const inputs = join(work, 'inputs')
mkdirSync(inputs)
cpSync(join(root, 'examples/audio/tabla.flac'), join(inputs, 'tabla.flac'))
const gap = ['--from', '0.4', '--to', '0.6', '--steps', '20', '--seed', '3']
await mustWork(['inpaint', 'tabla.flac', ...gap, '-o', 'take.wav'], inputs)
await mustWork(['encode', 'take.wav', '--model', checkpoint, '-o', 'latents.npy'], inputs)
await mustWork(['inpaint', 'take.wav', ...gap, '-o', 'made.wav'], inputs)

const all = commandsIn({ inputs, checkpoint, course: join(root, 'fixtures/narrow-sao/course') })
const commands = all.filter(({ name }) => values.only === undefined || name === values.only)
console.log(`${kills} kills of ${commands.length} commands, seed ${seed}`)

/** What each command comes to, for either seed, and how long it takes. */
const expected = new Map()
for (const { name, line } of commands) {
  const made = []
  for (const which of ['1', '2']) {
    const folder = mkdtempSync(join(work, 'whole-'))
    const { took } = await mustWork(line(which), folder)
    made.push({ files: filesIn(folder), took })
  }
  expected.set(name, { made, took: Math.min(...made.map(({ took }) => took)) })
}

/** A moment in the run: half of them in its last quarter, where it writes. */
const momentIn = (took) => took * (random() < 0.5 ? random() : 0.75 + 0.35 * random())

const tally = new Map(commands.map(({ name }) => [name, { kills: 0, between: 0, left: 0, faults: [] }]))
const nothing = new Map()
for (let kill = 0; kill < kills; kill++) {
  const { name, line, forced } = commands[kill % commands.length]
  const { made, took } = expected.get(name)
  const count = tally.get(name)
  const folder = mkdtempSync(join(work, 'run-'))
  const over = forced && random() < 0.5
  if (over) await mustWork(line('1'), folder)
  const again = forced ? ['--force'] : []
  const typed = [...line('2'), ...(over ? again : [])]
  const at = momentIn(took)
  const ended = await run(typed, folder, at)
  const faults = []
  if (ended.killed) {
    const left = filesIn(folder)
    const whole = seen(made[1].files)
    const states = [over ? seen(made[0].files) : nothing, whole]
    faults.push(...faultsOf(seen(left), states))
    count.kills++
    if (faultsOf(seen(left), [states[0]]).length > 0) count.between++
    if ([...left.keys()].some(isHidden)) count.left++
  }
  // Where its name is taken already, a command that takes none is done.
  const done =
    !forced && [...seen(made[1].files).keys()].some((path) => resultOf(path) === '1' || resultOf(path) === '')
  const rest = !forced && done ? readdirSync(folder).filter((entry) => /^(out|frames)/.test(entry)) : []
  for (const entry of rest) rmSync(join(folder, entry), { recursive: true })
  const next = await run([...line('2'), ...again], folder)
  if (next.exit !== 0) faults.push(`the next run ends with ${next.exit}: ${next.said.trim().split('\n').at(-1)}`)
  const after = filesIn(folder)
  for (const [path, hash] of made[1].files)
    if (after.get(path) !== hash)
      faults.push(`after the next run ${path} is ${after.has(path) ? 'another' : 'missing'}`)
  for (const path of after.keys()) if (isHidden(path)) faults.push(`after the next run ${path} is left`)
  for (const fault of faults)
    console.log(`${name}, killed after ${at.toFixed(0)} ms${over ? ' over an earlier result' : ''}: ${fault}`)
  count.faults.push(...faults)
  rmSync(folder, { recursive: true, force: true })
}

hub.close()

console.log('\ncommand            kills  something written  something left  faults')
for (const [name, count] of tally)
  console.log(
    `${name.padEnd(18)} ${String(count.kills).padStart(5)}  ${String(count.between).padStart(17)}  ${String(count.left).padStart(14)}  ${String(count.faults.length).padStart(6)}`,
  )
const sum = (of) => [...tally.values()].reduce((total, count) => total + of(count), 0)
console.log(`\n${sum(({ kills: n }) => n)} kills, ${sum(({ faults }) => faults.length)} faults`)
process.exitCode = sum(({ faults }) => faults.length) === 0 ? 0 : 1
