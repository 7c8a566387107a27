// Kills every command that writes something at random moments, as a machine that loses its power would, and looks at what
// is left: each file whole or not there, a result with all that belongs to it or without all of it, caches sound; the same
// command then runs, and nothing of the killed one is left. What is kept with --checkpoint is gone on with by resume, which is
// killed as well.
// usage: npm run chaos -- [--kills N] [--seed S] [--only NAME, once for each]
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { commandsIn } from './chaos/commands.mjs'
import { faultsOf, filesIn, isHidden, isResult, resultOf, visible } from './chaos/files.mjs'
import { startHub } from './chaos/hub.mjs'
import { mustWork, run } from './chaos/run.mjs'
import { randomFrom } from './modules/random.mjs'
import { root } from './modules/workspace.mjs'

const { values } = parseArgs({
  options: { kills: { type: 'string' }, seed: { type: 'string' }, only: { type: 'string', multiple: true } },
})
const kills = Number(values.kills ?? 100)
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 32))
const random = randomFrom(seed)

const checkpoint = join(root, 'fixtures/narrow-sao/checkpoint')
const work = mkdtempSync(join(tmpdir(), 'sigmastream-chaos-'))
process.once('exit', () => rmSync(work, { recursive: true, force: true }))
const { endpoint, close } = await startHub(checkpoint)

const inputs = join(work, 'inputs')
mkdirSync(inputs)
cpSync(join(root, 'examples/audio/tabla.flac'), join(inputs, 'tabla.flac'))
const gap = ['--from', '0.4', '--to', '0.6', '--steps', '20', '--seed', '3']
await mustWork(['inpaint', 'tabla.flac', ...gap, '-o', 'take.wav'], { folder: inputs, endpoint })
await mustWork(['encode', 'take.wav', '--model', checkpoint, '-o', 'latents.npy'], { folder: inputs, endpoint })
await mustWork(['inpaint', 'take.wav', ...gap, '-o', 'made.wav'], { folder: inputs, endpoint })
await mustWork(['inpaint', 'take.wav', ...gap, '--checkpoint', 'held', '-o', 'kept.wav'], { folder: inputs, endpoint })

const all = commandsIn({ inputs, checkpoint, course: join(root, 'fixtures/narrow-sao/course') })
const commands = all.filter(({ name }) => values.only === undefined || values.only.includes(name))
console.log(`${kills} kills of ${commands.length} commands, seed ${seed}`)

/** What each command comes to, for either seed, and how long it takes. */
const expected = new Map()
for (const { name, line, prepare } of commands) {
  const made = []
  for (const which of ['1', '2']) {
    const folder = mkdtempSync(join(work, 'whole-'))
    prepare?.(folder)
    const { took } = await mustWork(line(which), { folder, endpoint })
    made.push({ files: filesIn(folder), took })
  }
  expected.set(name, { made, took: Math.min(...made.map(({ took }) => took)) })
}

/** What is wrong with the last run in a folder, and with what is there after it. */
const whatIsWrong = (folder, { exit, said }, whole) => {
  const faults = exit === 0 ? [] : [`the next run ends with ${exit}: ${said.trim().split('\n').at(-1)}`]
  const after = filesIn(folder)
  for (const [path, hash] of whole)
    if (after.get(path) !== hash)
      faults.push(`after the next run ${path} is ${after.has(path) ? 'another' : 'missing'}`)
  for (const path of after.keys()) if (isHidden(path)) faults.push(`after the next run ${path} is left`)
  return faults
}

/** A moment in the run: half of them in its last quarter, where it writes. */
const momentIn = (took) => took * (random() < 0.5 ? random() : 0.75 + 0.35 * random())

/** What a take came to that was killed, and gone on with; every line of it may be killed but the last. */
const killTake = async ({ name, line, prepare, take, goOn }) => {
  const { made, took } = expected.get(name)
  const whole = made[1].files
  const folder = mkdtempSync(join(work, 'run-'))
  const where = { folder, endpoint }
  prepare?.(folder)
  const before = visible(filesIn(folder))
  const next = () => (existsSync(join(folder, take)) ? goOn : line('2'))
  const moments = []
  const faults = []
  let [killedTimes, isWritten, isLeft] = [0, false, false]
  for (let turn = 0; turn < 2; turn++) {
    const at = momentIn(took)
    moments.push(`${at.toFixed(0)} ms`)
    const { killed } = await run(next(), { ...where, killedAfter: at })
    if (!killed) continue
    killedTimes += 1
    const left = filesIn(folder)
    faults.push(...faultsOf(visible(left), [before, visible(whole)]))
    isWritten ||= faultsOf(visible(left), [before]).length > 0
    isLeft ||= [...left.keys()].some(isHidden)
  }
  const last = await run(next(), where)
  faults.push(...whatIsWrong(folder, last, whole))
  const again = await run(goOn, where)
  if (!again.told.startsWith('nothing is left to do')) faults.push(`resume says at the end: ${again.told}${again.said}`)
  rmSync(folder, { recursive: true, force: true })
  return { moment: `after ${moments.join(' and ')}`, kills: killedTimes, isWritten, isLeft, faults }
}

/** Kills one run of a command, at times over an earlier result, and looks at what it left and at what the next run leaves. */
const killOnce = async ({ name, line, forced }) => {
  const { made, took } = expected.get(name)
  const [earlier, whole] = made.map(({ files }) => files)
  const folder = mkdtempSync(join(work, 'run-'))
  const where = { folder, endpoint }
  const over = forced && random() < 0.5
  if (over) await mustWork(line('1'), where)
  const force = forced ? ['--force'] : []
  const at = momentIn(took)
  const { killed } = await run([...line('2'), ...(over ? force : [])], { ...where, killedAfter: at })
  const left = killed ? filesIn(folder) : new Map()
  const before = over ? visible(earlier) : new Map()
  const faults = killed ? faultsOf(visible(left), [before, visible(whole)]) : []
  // Where its name is taken already, a command that takes none is done.
  if (!forced && [...visible(whole).keys()].some((path) => resultOf(path) === '1' || resultOf(path) === ''))
    for (const entry of readdirSync(folder).filter(isResult)) rmSync(join(folder, entry), { recursive: true })
  const next = await run([...line('2'), ...force], where)
  faults.push(...whatIsWrong(folder, next, whole))
  rmSync(folder, { recursive: true, force: true })
  return {
    moment: `after ${at.toFixed(0)} ms${over ? ' over an earlier result' : ''}`,
    kills: Number(killed),
    isWritten: killed && faultsOf(visible(left), [before]).length > 0,
    isLeft: [...left.keys()].some(isHidden),
    faults,
  }
}

const tally = new Map(commands.map(({ name }) => [name, { kills: 0, between: 0, left: 0, faults: 0 }]))
for (let kill = 0; kill < kills; kill++) {
  const command = commands[kill % commands.length]
  const {
    moment,
    kills: killed,
    isWritten,
    isLeft,
    faults,
  } = await (command.goOn === undefined ? killOnce : killTake)(command)
  const count = tally.get(command.name)
  count.kills += killed
  count.between += Number(isWritten)
  count.left += Number(isLeft)
  count.faults += faults.length
  for (const fault of faults) console.log(`${command.name}, killed ${moment}: ${fault}`)
}

close()

console.log('\ncommand            kills  something written  something left  faults')
for (const [name, count] of tally)
  console.log(
    `${name.padEnd(18)} ${String(count.kills).padStart(5)}  ${String(count.between).padStart(17)}  ${String(count.left).padStart(14)}  ${String(count.faults).padStart(6)}`,
  )
const sum = (of) => [...tally.values()].reduce((total, count) => total + of(count), 0)
const faults = sum((count) => count.faults)
console.log(`\n${sum((count) => count.kills)} kills, ${faults} faults`)
process.exitCode = faults === 0 ? 0 : 1
