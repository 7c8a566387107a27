// The tables of a run that was saved, in Markdown, for the docs.
// usage: node benchmarks/sao/markdown.mjs [FILE]     (default: .bench/sao.json)
import { readFileSync } from 'node:fs'
import { markdownReport } from './report.mjs'

const [file = '.bench/sao.json'] = process.argv.slice(2)
console.log(markdownReport(JSON.parse(readFileSync(file, 'utf8'))))
