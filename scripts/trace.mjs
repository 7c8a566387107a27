// What one command of the command line loads and runs: modules of the workspace by package, and the files of the command
// line and the pipeline that do work: those in which a function was called that starting the program and describing the
// options of the command, which its help does as well, did not call.
// usage: node scripts/trace.mjs [--root FOLDER] COMMAND...   (FOLDER: another built copy of the repository)
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const given = process.argv.slice(2)
const elsewhere = given[0] === '--root'
const root = resolve(elsewhere ? (given[1] ?? '.') : fileURLToPath(new URL('..', import.meta.url)))
const command = elsewhere ? given.slice(2) : given

const base = `${pathToFileURL(join(root, 'packages')).href}/`

/** How often each function of each module was called, workers included, and what else was loaded. */
const callsOf = (argv) => {
  const coverage = mkdtempSync(join(tmpdir(), 'sigmastream-trace-'))
  const { status } = spawnSync(process.execPath, [join(root, 'packages/cli/dist/main.js'), ...argv], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NODE_V8_COVERAGE: coverage },
  })
  const scripts = readdirSync(coverage).flatMap((name) => JSON.parse(readFileSync(join(coverage, name), 'utf8')).result)
  rmSync(coverage, { recursive: true })
  const modules = new Map()
  const others = new Set()
  for (const { url, functions } of scripts) {
    if (!url.startsWith(base)) {
      if (url.startsWith('file:')) others.add(url)
      continue
    }
    const path = url.slice(base.length)
    const calls = modules.get(path) ?? new Map()
    modules.set(path, calls)
    for (const { functionName, ranges } of functions) {
      const [{ startOffset, count }] = ranges
      // The module itself is a function too: without a name, at its beginning.
      if (functionName === '' && startOffset === 0) continue
      const key = `${functionName}@${startOffset}`
      calls.set(key, (calls.get(key) ?? 0) + count)
    }
  }
  return { status, modules, others }
}

const { status, modules, others } = callsOf(command)
const words = command
  .filter((word) => !word.startsWith('-'))
  .slice(0, command[0] === 'explain' || command[0] === 'model' ? 2 : 1)
// What the help of the command calls too starts the program and describes options.
const help = callsOf([...words, '--help']).modules

const ran = (calls) => [...calls.values()].some((count) => count > 0)
const works = (path, calls) => [...calls].some(([key, count]) => count > 0 && (help.get(path)?.get(key) ?? 0) === 0)

for (const name of [...new Set([...modules.keys()].map((path) => path.split('/')[0]))].toSorted()) {
  const own = [...modules].filter(([path]) => path.startsWith(`${name}/`))
  console.log(`${name.padEnd(16)} ${own.length} modules, ${own.filter(([, calls]) => ran(calls)).length} with a call`)
}
console.log(`\n${modules.size} modules of the workspace, ${others.size} of others; exit code ${status}`)
const own = [...modules].filter(([path]) => /^(cli|pipeline)\/dist\//.test(path))
const working = own.filter(([path, calls]) => works(path, calls))
console.log(`${own.filter(([, calls]) => ran(calls)).length} files of cli and pipeline run a function,`)
console.log(`${working.length} of them one that the help of the command does not:`)
for (const [path] of working) console.log(`  ${path}`)
