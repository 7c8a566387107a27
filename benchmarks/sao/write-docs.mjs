// Puts what npm run bench:docs measured into the docs, between the marks of each run; where nothing was measured, what is there stays.
// usage: node benchmarks/sao/write-docs.mjs
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { docsRuns, measuredFile } from './docs-runs.mjs'
import { kinds } from './kinds.mjs'
import { markdownReport } from './report.mjs'
import { duration, machineLine, size } from './table.mjs'

const commandLine = ({ command, args }) => `\`npm run ${command} -- ${args.join(' ')}\``

const reportOf = (name) => {
  const text = readFileSync(measuredFile(name), 'utf8')
  const body = docsRuns[name].command === 'bench:sao' ? markdownReport(JSON.parse(text)) : text.trimEnd()
  return `${commandLine(docsRuns[name])}: ${body}`
}

/** A model's whole clip: its time and its memory at each precision of ours. */
const clipLine = ({ options, rows }) => {
  const clip = (precision) => rows.find((row) => row.part === 'clip' && row.precision === precision)?.ours
  const cells = ['fp32', 'int8'].flatMap((precision) => {
    const ours = clip(precision)
    return ours === undefined ? ['-', '-'] : [duration(ours.median), size(ours.peak)]
  })
  return `| ${kinds[options.kind].name} | ${options.seconds} s | ${options.steps} | ${cells.join(' | ')} |`
}

/** Of each run that has whole clips. */
const clipTable = (names) => {
  const runs = names.map((name) => JSON.parse(readFileSync(measuredFile(name), 'utf8')))
  return [
    '| model | sound | calls | float32 | memory | int8 | memory |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...runs.flatMap(({ tables }) => tables.map(clipLine)),
    '',
    `${machineLine(runs[0].machine).split('; ')[0]}. ${runs[0].machine.date.slice(0, 10)}.`,
  ].join('\n')
}

const there = (names) => names.filter((name) => existsSync(measuredFile(name)))

/** What stands between the marks, by their name; nothing where it was not measured. */
const texts = {
  ...Object.fromEntries(there(Object.keys(docsRuns)).map((name) => [name, reportOf(name)])),
  ...(there(['sa3-small', 'sa3-medium']).length === 0
    ? {}
    : { 'which-model': clipTable(there(['sa3-small', 'sa3-medium'])) }),
}

for (const page of ['docs/benchmarks.md', 'docs/which-model.md']) {
  const before = readFileSync(page, 'utf8')
  const after = before.replaceAll(
    /(<!-- bench:docs (\S+) -->\n)[^]*?(<!-- bench:docs end -->)/g,
    (all, begin, name, end) => (texts[name] === undefined ? all : `${begin}\n${texts[name]}\n\n${end}`),
  )
  if (after !== before) writeFileSync(page, after)
}
