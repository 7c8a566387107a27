// The tables of a run that was saved, in Markdown, for the docs.
// usage: node benchmarks/sao/markdown.mjs [FILE]     (default: .bench/sao.json)
import { readFileSync } from 'node:fs'
import { kinds } from './kinds.mjs'
import { ceilingLine, elsewhereLines, howLine, machineLine, markdownOf } from './table.mjs'

const [file = '.bench/sao.json'] = process.argv.slice(2)
const { machine, rates, how, tables } = JSON.parse(readFileSync(file, 'utf8'))
console.log(
  [`${machineLine(machine)}. ${machine.date.slice(0, 10)}.`, '', ceilingLine(rates), '', howLine(how)].join('\n'),
)
for (const { options, rows } of tables) {
  const elsewhere = elsewhereLines(rows).map((line) => `- ${line}`)
  console.log(['', `${kinds[options.kind].name}:`, '', ...markdownOf(rows), '', ...elsewhere].join('\n').trimEnd())
}
