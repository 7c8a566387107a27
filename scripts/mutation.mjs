// Changes the sources at random places, one at a time and never on disk, and tells which changes no test would miss.
// usage: npm run mutation -- [--count 100] [--seed 1] [--packages core,audio] [--shard 1/4] [--workers 1] [--out FILE]
//        npm run mutation -- --at packages/audio/src/onsets.ts[:86]   every mutant of a file, or of a line
//        npm run mutation -- --add FILE FILE ...                      shards added up
import { parseArgs } from 'node:util'
import { draw, shardOf } from './mutation/draw.mjs'
import { proofOf } from './mutation/equivalent.mjs'
import { isProgram, linesAround, placesIn } from './mutation/places.mjs'
import { reach } from './mutation/reach.mjs'
import { added, earlier, keep } from './mutation/results.mjs'
import { survivors, table } from './mutation/score.mjs'
import { hashOf, packageNames, read, sourcesOf } from './mutation/sources.mjs'
import { trial } from './mutation/trial.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    packages: { type: 'string', default: packageNames.join(',') },
    shard: { type: 'string', default: '1/1' },
    workers: { type: 'string', default: '1' },
    out: { type: 'string' },
    at: { type: 'string' },
    add: { type: 'boolean', default: false },
  },
})

const say = (line) => console.log(line)
// Ended by a signal it ends the test runner too, which is a group of processes of its own.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(130))
const [index, of] = values.shard.split('/').map(Number)
const names = values.packages.split(',')
const unknown = names.find((name) => !packageNames.includes(name))
if (unknown !== undefined) throw new Error(`no package ${unknown}: ${packageNames.join(', ')}`)
if (!(Number.isInteger(index) && index >= 1 && index <= of)) throw new Error(`--shard ${values.shard}: give 1/4 to 4/4`)

/** Every mutant of a file, or of one of its lines. */
const mutantsAt = (place) => {
  const [file, line] = place.split(':')
  return placesIn(file)
    .filter((one) => (line === undefined || one.line === Number(line)) && isProgram(read(file), one))
    .map((one, at) => ({ id: at + 1, ...one }))
}

const told = ({ id, status, seconds, file, line, by }) =>
  `${id} ${status}, ${seconds} s, ${file}:${line}${by === null ? '' : `: ${by}`}`

const put = async (mutant, entries) => {
  const result = await trial({ ...mutant, ...linesAround(read(mutant.file), mutant) }, entries, values)
  const proof = proofOf(mutant)
  if (proof === undefined) return result
  if (result.status === 'survived') return { ...result, status: 'equivalent', by: proof }
  process.exitCode = 1
  return { ...result, by: `${result.by}, but equivalent.json says that it cannot be: ${proof}` }
}

const summary = (results) => {
  const left = survivors(results)
  say(`\n${table(results)}\n${left === '' ? '' : `\nsurvived:\n${left}`}`)
}

if (values.add) {
  const { seed, count, mutants } = added(positionals)
  if (mutants.length < count) say(`seed ${seed}: ${mutants.length} of ${count} mutants`)
  summary(mutants)
} else {
  const whole = { seed: Number(values.seed), count: Number(values.count), packages: values.packages }
  // Of the rules as well: another rule is another draw.
  const rules = ['draw', 'kinds', 'places', 'words'].map((name) => read(`scripts/mutation/${name}.mjs`))
  const sources = hashOf([...rules, ...sourcesOf(names).map(read)].join('\0'))
  const mutants =
    values.at === undefined ? shardOf(draw({ ...whole, packages: names }), { index, of }) : mutantsAt(values.at)
  const path = values.out ?? `out/mutation/seed-${whole.seed}-of-${whole.count}-shard-${index}-of-${of}.json`
  const results = values.at === undefined ? [...earlier(path, { ...whole, sources })] : []
  const done = new Set(results.map(({ id }) => id))
  const entries = await reach({ ...values, say })
  for (const mutant of mutants.filter(({ id }) => !done.has(id))) {
    const result = await put(mutant, entries)
    say(told(result))
    results.push(result)
    if (values.at === undefined) keep(path, { ...whole, sources }, results)
  }
  summary(results)
  if (values.at === undefined) say(path)
}
