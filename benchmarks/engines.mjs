// What an engine costs: jobs and events a second, and connections, with renders that do nothing.
//   npm run bench:engines -- memory redis://127.0.0.1:6379 postgres://farm@127.0.0.1:5432/postgres
// Each server must be there; the jobs of this are gone when it is over. `--jobs 2000` for another number of them.
import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { jobVersion, openEngine } from '../packages/farm/dist/index.js'
import { Recipe } from '../packages/pipeline/dist/recipe/index.js'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { jobs: { type: 'string', default: '2000' } },
})
const count = Number(values.jobs)

const must = (result) => {
  if (result._tag === 'Right') return result.right
  throw new Error(JSON.stringify(result.left))
}
const recipe = must(Recipe.decode({ command: 'vary', inputHash: 'a'.repeat(64), seed: 1, bits: 1 }))
const run = randomBytes(4).toString('hex')
const laneOf = (number) => ({
  need: { model: 'exemplar', memory: 2 ** 30 },
  priority: 'normal',
  submitter: `bench-${run}-${number}`,
})
const jobOf = (lane) => ({ version: jobVersion, id: randomBytes(32).toString('hex'), recipe, lane, sounds: [] })
const connections = () => process.getActiveResourcesInfo().filter((one) => one === 'TCPSocketWrap').length

/** How often a second. */
const rateOf = async (times, what) => {
  const begin = performance.now()
  await what()
  return Math.round((1000 * times) / (performance.now() - begin))
}

/** Takes and finishes until nothing waits. */
const workOff = async (engine, lane) => {
  for (;;) {
    const lease = must(await engine.work(lane, 'bench')())
    if (lease === null) return
    must(await lease.finish())
  }
}

const figuresOf = async (url) => {
  const engine = must(await openEngine(url)())
  const [one] = [laneOf(0)]
  const jobs = Array.from({ length: count }, () => jobOf(one))
  const submitted = await rateOf(count, async () => must(await engine.submit(jobs)()))
  const alone = await rateOf(count, () => workOff(engine, one))
  const withOne = connections()
  must(await engine.submit(jobs)())
  const eight = await rateOf(count, () => Promise.all(Array.from({ length: 8 }, () => workOff(engine, one))))
  const events = await rateOf(count, async () => {
    for (let done = 0; done < count; done++)
      must(await engine.publish({ _tag: 'Checkpoint', id: `${run}-${done}`, job: jobs[0].id, at: Date.now(), done })())
  })
  const lanes = Array.from({ length: 20 }, (_, i) => laneOf(i + 1))
  must(await engine.submit(lanes.map(jobOf))())
  await Promise.all(lanes.map((lane) => workOff(engine, lane)))
  const withTwenty = connections()
  const asked = await rateOf(50, async () => {
    for (let i = 0; i < 50; i++) must(await engine.lanes())
  })
  await engine.close()
  return { engine: engine.name, submitted, alone, eight, events, asked, withOne, withTwenty }
}

const columns = [
  'engine',
  'submit/s',
  'take+finish/s',
  'eight at once/s',
  'events/s',
  'lanes/s',
  'connections',
  'with 20 lanes',
]
console.log(`${count} jobs\n| ${columns.join(' | ')} |\n|${columns.map(() => '---').join('|')}|`)
for (const url of positionals.length > 0 ? positionals : ['memory']) {
  console.log(`| ${Object.values(await figuresOf(url)).join(' | ')} |`)
}
