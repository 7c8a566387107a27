// Where the time of a call of the model and of decoding goes: which operators of the engine, and which share each takes.
// usage: npm run bench:profile -- [OPTION ...]     (those of bench:sao; --parts of dit,decode)
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { either as E } from 'fp-ts'
import { packedFolder } from '../contender.mjs'
import { kinds } from '../kinds.mjs'
import { machine } from '../machine.mjs'
import { decodeOptions } from '../options.mjs'
import { duration, machineLine } from '../table.mjs'
import { worksOf } from '../works.mjs'
import { sharesIn } from './shares.mjs'

/** Operators with a line of their own; the rest share one. */
const shown = 12

const refuse = (message) => {
  console.error(`bench:profile: ${message}`)
  process.exit(2)
}

/** A work's shares; the profiles themselves are deleted. */
const profiled = ({ model, kind }, work, precision) => {
  const folder = mkdtempSync(join(tmpdir(), 'sigmastream-profile-'))
  const job = { ...work, model, precision, guidance: kinds[kind].guidance, threads: availableParallelism() }
  const { status } = spawnSync(
    process.execPath,
    [
      '--import',
      new URL('hook.mjs', import.meta.url).href,
      fileURLToPath(new URL('job.mjs', import.meta.url)),
      JSON.stringify(job),
    ],
    { stdio: 'inherit', env: { ...process.env, SIGMASTREAM_PROFILES: folder, SIGMASTREAM_CACHE: packedFolder } },
  )
  const shares = status === 0 ? sharesIn(folder) : []
  rmSync(folder, { recursive: true })
  return shares
}

const percent = (share) => `${(100 * share).toFixed(1)} %`

const markdownOf = (shares) => {
  const rest = shares.slice(shown)
  const sum = (key) => rest.reduce((total, one) => total + one[key], 0)
  const others = { name: `${rest.length} others`, count: sum('count'), seconds: sum('seconds'), share: sum('share') }
  const rows = rest.length === 0 ? shares : [...shares.slice(0, shown), others]
  return [
    '| operator | times | takes | share |',
    '| --- | ---: | ---: | ---: |',
    ...rows.map(
      ({ name, count, seconds, share }) => `| ${name} | ${count || ''} | ${duration(seconds)} | ${percent(share)} |`,
    ),
  ]
}

const decoded = decodeOptions(['--parts', 'dit,decode', ...process.argv.slice(2)])
const all = E.isRight(decoded) ? decoded.right : refuse(decoded.left)
console.log(`${machineLine(machine())}. ${new Date().toISOString().slice(0, 10)}.`)
for (const options of all) {
  if (options.parts.some((part) => part !== 'dit' && part !== 'decode')) refuse('give --parts of dit,decode')
  if (!existsSync(options.model)) refuse(`--model: there is no folder ${options.model}: bench:sao makes it`)
  for (const work of worksOf(options).filter(({ part }) => part !== 'start'))
    for (const precision of work.precisions) {
      const shares = profiled(options, work, precision)
      console.log(
        ['', `${kinds[options.kind].name}, ${work.label}, ${precision}:`, '', ...markdownOf(shares)].join('\n'),
      )
    }
}
