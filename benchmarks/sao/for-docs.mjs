// What docs/benchmarks.md and docs/which-model.md tell of the Stable Audio family, measured in one go, within an hour and a half on two
// quiet cores; then node benchmarks/sao/write-docs.mjs puts it there.
// usage: npm run bench:docs -- [--prepare] [--only NAME,...] [--python PATH]
//   --prepare    only writes what is read: 35 GB, and half an hour on two cores; it needs no calm machine
//   --only LIST  some of the runs
//   --python     of the others (default: python3)
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { docsRuns, measuredFile } from './docs-runs.mjs'

const { values } = parseArgs({
  options: {
    prepare: { type: 'boolean', default: false },
    only: { type: 'string', default: Object.keys(docsRuns).join(',') },
    python: { type: 'string', default: 'python3' },
  },
})
const here = (name) => fileURLToPath(new URL(name, import.meta.url))
mkdirSync('.bench/docs', { recursive: true })

const program = (name, args, stdio) => {
  console.log(`npm run ${name} -- ${args.join(' ')}`)
  return spawnSync(process.execPath, [here(name === 'bench:sao' ? 'main.mjs' : 'profile/main.mjs'), ...args], {
    stdio,
    encoding: 'utf8',
  })
}

/** What is typed for a run beside its own arguments. */
const added = (name, { args }) => [
  ...(args.some((arg) => arg.startsWith('--peer')) ? ['--python', values.python] : []),
  ...(values.prepare ? ['--prepare'] : []),
  '--json',
  measuredFile(name),
]

for (const name of values.only.split(',')) {
  const run = docsRuns[name]
  if (run === undefined) throw new Error(`--only has "${name}": give some of ${Object.keys(docsRuns).join(',')}`)
  if (run.command === 'bench:sao') program(run.command, [...run.args, ...added(name, run)], 'inherit')
  else if (!values.prepare)
    writeFileSync(measuredFile(name), program(run.command, run.args, ['ignore', 'pipe', 'inherit']).stdout)
}
