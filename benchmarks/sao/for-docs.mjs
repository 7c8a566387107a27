// What docs/benchmarks.md and docs/which-model.md tell of the Stable Audio family, measured in one go, within half an hour on two quiet
// cores: each run's table in Markdown in .bench/docs, its samples beside it.
// usage: npm run bench:docs -- [--prepare] [--only NAME,...] [--python PATH]
//   --prepare    only writes what is read: 30 GB, and an hour on two cores; it needs no calm machine
//   --only LIST  some of the runs
//   --python     of the others (default: python3)
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const once = ['--processes', '1', '--runs', '1']

/** Arguments of bench:sao, or of bench:profile. */
const runs = {
  'sa3-small': ['--model-kind', 'sa3-small', '--parts', 'dit,text,decode,clip', ...once, '--peer'],
  'sa3-medium': [
    ...['--model-kind', 'sa3-medium', '--parts', 'dit,clip', ...once],
    ...['--peers', 'torch-fp32,torch-bf16,torch-int8'],
  ],
  'sa3-medium-decode': ['--model-kind', 'sa3-medium', '--parts', 'decode', '--precision', 'fp32', ...once],
  '1.0': ['--model-kind', '1.0', '--parts', 'dit,text,decode', '--frames', '128', ...once, '--peer'],
}

const { values } = parseArgs({
  options: {
    prepare: { type: 'boolean', default: false },
    only: { type: 'string', default: Object.keys(runs).join(',') },
    python: { type: 'string', default: 'python3' },
  },
})
const here = (name) => fileURLToPath(new URL(name, import.meta.url))
const folder = join('.bench', 'docs')
mkdirSync(folder, { recursive: true })

for (const name of values.only.split(',')) {
  const json = join(folder, `${name}.json`)
  const args = [...runs[name], '--python', values.python, '--json', json, ...(values.prepare ? ['--prepare'] : [])]
  console.log(`bench:sao -- ${args.join(' ')}`)
  const { status } = spawnSync(process.execPath, [here('main.mjs'), ...args], { stdio: 'inherit' })
  if (status === null || status > 1 || values.prepare) continue
  const { stdout } = spawnSync(process.execPath, [here('markdown.mjs'), json], { encoding: 'utf8' })
  writeFileSync(join(folder, `${name}.md`), `\`npm run bench:sao -- ${runs[name].join(' ')}\`\n\n${stdout}`)
}
if (!values.prepare) console.log(`The tables are in ${folder}.`)
