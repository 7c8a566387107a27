// The table of a run that was saved, in Markdown, for the docs.
// usage: node benchmarks/sao/markdown.mjs [FILE]     (default: .bench/sao.json)
import { readFileSync } from 'node:fs'
import { howLine, machineLine, markdownOf } from './table.mjs'

const [file = '.bench/sao.json'] = process.argv.slice(2)
const { machine, how, rows } = JSON.parse(readFileSync(file, 'utf8'))
console.log(
  [`${machineLine(machine)}. ${machine.date.slice(0, 10)}.`, '', howLine(how), '', ...markdownOf(rows)].join('\n'),
)
