// How long this takes beside an older commit of it: the two take turns, so that what else the machine does meets both.
// usage: npm run bench:beside -- COMMIT                      (five rounds of all: about ten minutes on two calm cores)
//        npm run bench:beside -- COMMIT --rounds 3 gap vary  (some of it: gap, vary, restyle, version, samplers)
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { sigmastreamOf } from '../musicians/command.mjs'
import { median } from '../musicians/measures.mjs'
import { builtCommit } from './older.mjs'
import { worksIn } from './works.mjs'

const usage = 'usage: npm run bench:beside -- COMMIT [--rounds 5] [gap|vary|restyle|version|samplers ...]'
const stop = (message) => {
  console.error(`${message}\n${usage}`)
  process.exit(2)
}

const { values, positionals } = parseArgs({
  options: { rounds: { type: 'string', default: '5' } },
  allowPositionals: true,
})
const [commit, ...asked] = positionals
const rounds = Number(values.rounds)
if (commit === undefined) stop('Give a commit to compare with, such as main.')
if (!Number.isInteger(rounds) || rounds < 1) stop(`--rounds is "${values.rounds}"; give a whole number of at least 1.`)

const folder = mkdtempSync(join(tmpdir(), 'sigmastream-beside-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const works = await worksIn(folder)
const unknown = asked.find((name) => !(name in works))
if (unknown !== undefined) stop(`There is no work "${unknown}"; give some of ${Object.keys(works).join(', ')}.`)

const contenders = [
  { name: 'before', run: sigmastreamOf(builtCommit(commit)) },
  { name: 'now', run: sigmastreamOf(resolve('.')) },
]
const number = (value, digits) => value.toFixed(digits)
const print = (...cells) => console.log(`| ${cells.join(' | ')} |`)

console.log(`node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'cpu'}; medians of ${rounds} rounds\n`)
print('work', 'processor seconds before', 'now', 'times as fast', 'seconds before', 'now', 'MB before', 'now')
print('---', ...Array.from({ length: 7 }, () => '---:'))
for (const name of asked.length === 0 ? Object.keys(works) : asked) {
  const { title, typed, sounds } = works[name]
  const runs = { before: [], now: [] }
  for (let round = 0; round < rounds; round++)
    for (const contender of contenders) {
      const output = sounds ? ['-o', join(folder, `${contender.name}.wav`), '--force'] : []
      const done = contender.run(...typed, ...output)
      if (done.failure !== null) stop(`${name}, ${contender.name}: ${done.failure}`)
      runs[contender.name].push(done)
    }
  const of = (who, what) => median(runs[who].map((run) => run[what]))
  const both = (what, digits) => [number(of('before', what), digits), number(of('now', what), digits)]
  print(
    title,
    ...both('busy', 2),
    number(of('before', 'busy') / of('now', 'busy'), 1),
    ...both('seconds', 2),
    ...both('memory', 0),
  )
}
