// Installs, builds, and shows a farm: thirty renders, two workers, one of which is killed in the middle; then every result is
// compared with what `sigmastream` makes of the same alone.
// usage: node scripts/farm-demo.mjs
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import './setup.mjs'
import { renders, writeList } from './farm-demo/list.mjs'
import { run, start } from './farm-demo/program.mjs'
import { processOf, watch } from './farm-demo/watch.mjs'
import { redisProgram, startRedis } from './modules/redis.mjs'

const { openEngine } = await import('@sigmastream/farm')
const audio = await import('@sigmastream/audio')

if (redisProgram === null) {
  console.error('A farm of several processes needs Valkey or Redis, and neither is here. Install one, then try again:')
  console.error(
    '  Debian, Ubuntu: apt-get install redis-server    Fedora: dnf install valkey    macOS: brew install valkey',
  )
  process.exit(1)
}

/** What a task of fp-ts gives, or throws what it fails with. */
const must = async (task) => {
  const result = await task()
  if (result._tag === 'Left') throw new Error(JSON.stringify(result.left))
  return result.right
}
const begun = performance.now()
const say = (text) => console.log(`${((performance.now() - begun) / 1000).toFixed(0).padStart(4)} s  ${text}`)

const out = 'out/farm-demo'
rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })
const { sounds, files } = await writeList(out, audio, must)

const server = await startRedis()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(130))
process.once('exit', server.kill)
const farm = { SIGMASTREAM_ENGINE: server.url, SIGMASTREAM_STORE: join(out, 'store') }
say(
  `${redisProgram} runs at ${server.url}; what happens: npx sigmastream farm watch --engine ${server.url} --store ${out}/store`,
)

const engine = await must(openEngine(server.url))
const { of, made, victim, all } = watch(engine, renders.length)
const workers = [1, 2].map(() => start(['farm', 'work'], farm))
while ((await must(engine.workers)).length < workers.length) {
  const gone = workers.find(({ child }) => child.exitCode !== null)
  if (gone !== undefined) throw new Error(`a worker has ended: ${gone.said()}`)
  await new Promise((resolve) => setTimeout(resolve, 200))
}
say(`two workers are there: ${workers.map(({ child }) => child.pid).join(' and ')}`)

const sent = JSON.parse(await run(['farm', 'submit', ...files, '--input', sounds, '--json'], farm))
const nameOf = new Map(sent.jobs.map(({ id, name }) => [id, basename(name, '.wav')]))
say(`list ${sent.list.slice(0, 8)} is sent: ${sent.added.length} renders`)

let lost = null
const progress = setInterval(() => {
  const busy = all().filter(([, { worker, isMade }]) => worker !== null && !isMade)
  const each = busy.map(([id, { worker, step }]) =>
    worker === lost ? `${nameOf.get(id)} is missed soon` : `${processOf(worker)} has ${nameOf.get(id)} at step ${step}`,
  )
  say([`${made()} of ${renders.length} made`, ...each].join('; '))
}, 5000)

const collected = start(['farm', 'results', sent.list, '-o', join(out, 'made'), '--json'], farm)
const killed = await Promise.race([victim, collected.ended.then(() => null)])
if (killed !== null) {
  lost = killed.worker
  const pid = processOf(lost)
  workers.find(({ child }) => child.pid === pid)?.child.kill('SIGKILL')
  const { kept } = of(killed.id)
  const known = kept === 0 ? 'nothing of it is in the store yet' : `its step ${kept} is in the store`
  say(
    `KILLED with kill -9: worker ${pid}, which had ${nameOf.get(killed.id)}; ${known}. In thirty seconds it is taken for lost.`,
  )
}

const { exit, told, said } = await collected.ended
clearInterval(progress)
if (told === '') throw new Error(`farm results: exit ${exit}\n${said}`)
say(`${made()} of ${renders.length} made; fetched into ${out}/made`)
for (const { child } of workers) child.kill('SIGTERM')
await Promise.all(workers.map(({ ended }) => ended))
await engine.close()
await server.stop()

say('now each alone, as a user makes it without a farm, to compare')
const alone = join(out, 'alone')
mkdirSync(alone)
const todo = [...renders]
const makeAlone = async () => {
  for (let next = todo.shift(); next !== undefined; next = todo.shift()) {
    const [command, input, ...others] = next.line
    await run([command, join(sounds, input), ...others, '-o', join(alone, `${next.name}.wav`)])
  }
}
await Promise.all([makeAlone(), makeAlone()])

const hashOf = (file) => (existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest('hex') : null)
const results = new Map(JSON.parse(told).results.map((one) => [basename(one.name, '.wav'), one]))
console.log('\njob        worker  begun again from  seconds  hash          right?')
let right = 0
for (const { name } of renders) {
  const result = results.get(name)
  const hash = hashOf(join(out, 'made', `${name}.wav`))
  const isRight = hash !== null && hash === hashOf(join(alone, `${name}.wav`))
  right += Number(isRight)
  const [, ...again] = result === undefined ? [] : of(result.id).begun
  const row = [
    name.padEnd(9),
    String(result === undefined ? '' : processOf(result.worker)).padStart(7),
    again
      .map((step) => `step ${step}`)
      .join(', ')
      .padStart(16),
    (result?.seconds.toFixed(1) ?? '').padStart(7),
    ` ${hash?.slice(0, 12) ?? 'missing'.padEnd(12)}`,
    isRight ? 'right' : hash === null ? 'MISSING' : 'WRONG',
  ]
  console.log(row.join('  '))
}
console.log(`\n${right} of ${renders.length} files are, byte for byte, what sigmastream makes alone.`)
process.exit(right === renders.length && killed !== null ? 0 : 1)
