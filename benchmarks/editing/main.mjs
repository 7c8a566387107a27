// Gaps of four lengths in four kinds of recording, filled by this program and by what a user would do without it: the tables
// of docs/benchmarks.md.
// usage: npm run bench:editing                                    (all of it: 48 gaps, some minutes)
//        npm run bench:editing -- --kinds speech,drums --lengths 0.05,0.3 --places 1 --fillers ours,autoregression
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { fillers } from './fillers.mjs'
import { measure, measures } from './measure.mjs'
import { kinds } from './recordings.mjs'
import { distanceTable, measureTable } from './tables.mjs'

const { values } = parseArgs({
  options: {
    kinds: { type: 'string', default: Object.keys(kinds).join(',') },
    lengths: { type: 'string', default: '0.05,0.3,1,3' },
    places: { type: 'string', default: '1' },
    fillers: { type: 'string', default: Object.keys(fillers).join(',') },
    steps: { type: 'string', default: '10' },
    json: { type: 'string' },
  },
})

const names = (text, known, what) => {
  const given = text.split(',')
  const stray = given.find((name) => !known.includes(name))
  if (stray === undefined) return given
  console.error(`There is no ${what} "${stray}"; give some of ${known.join(', ')}.`)
  process.exit(2)
}

const asked = names(values.kinds, Object.keys(kinds), 'kind')
const by = names(values.fillers, Object.keys(fillers), 'filler')
const lengths = values.lengths.split(',').map(Number)
const places = Number(values.places)

/** Where gaps begin: from two fifths of a recording on, where both sides have something to learn from. */
const startsOf = (seconds, length) =>
  Array.from({ length: places }, (_, i) => (0.41 + (0.2 * i) / places) * seconds - length / 2)

console.log(`node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'cpu'}`)
const results = []
for (const kind of asked)
  for (const { name, sound } of await kinds[kind]()) {
    const seconds = sound.channels[0].length / sound.sampleRate
    for (const length of lengths)
      for (const from of startsOf(seconds, length))
        for (const filler of by) {
          const gap = { from, to: from + length }
          const start = performance.now()
          const filled = await fillers[filler](sound, gap, Number(values.steps))
          const took = (performance.now() - start) / 1000
          const one = { kind, name, length, from, filler, seconds: took, ...measure(sound, filled, gap) }
          results.push(one)
          process.stderr.write(
            `${kind} ${name} ${length} s at ${from.toFixed(2)}: ${filler} ${one.distance.toFixed(1)} dB\n`,
          )
        }
  }
const count = results.length / by.length
console.log(`\nMean distance in dB of ${count} gaps\n`)
console.log(distanceTable(results, asked, lengths, by))
console.log(`\nWhat else is measured, means of the same gaps\n`)
console.log(measureTable(results, lengths, by, measures))
if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(results))
