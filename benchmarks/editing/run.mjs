// Gaps, loops and extensions of four kinds of recording, made by this program and by what a user would do without it: the
// tables of docs/benchmarks.md.
// usage: npm run bench:editing                                    (all of it: some minutes)
//        npm run bench:editing -- --parts loops,extensions        (gaps, loops, extensions, methods)
//        npm run bench:editing -- --parts gaps --kinds speech,drums --lengths 0.05,0.3 --places 1 --fillers ours,autoregression
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { extensions } from './extensions.mjs'
import { fillers, methods } from './fillers.mjs'
import { gaps } from './gaps.mjs'
import { loops } from './loops.mjs'
import { kinds } from './recordings.mjs'

const { values } = parseArgs({
  options: {
    parts: { type: 'string', default: 'gaps,loops,extensions,methods' },
    kinds: { type: 'string', default: Object.keys(kinds).join(',') },
    lengths: { type: 'string' },
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

const by = names(values.fillers, Object.keys(fillers), 'filler')

/** What can be run alone: each prints its tables, and answers with what it measured. */
const parts = {
  gaps: (asked) => gaps(Object.fromEntries(by.map((name) => [name, fillers[name]])), asked),
  loops,
  extensions,
  methods: (asked) => gaps(methods, asked),
}

const asked = {
  kinds: names(values.kinds, Object.keys(kinds), 'kind'),
  places: Number(values.places),
  steps: Number(values.steps),
  ...(values.lengths === undefined ? {} : { lengths: values.lengths.split(',').map(Number) }),
}
console.log(`node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'cpu'}`)
const measured = {}
for (const part of names(values.parts, Object.keys(parts), 'part')) measured[part] = await parts[part](asked)
if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(measured))
