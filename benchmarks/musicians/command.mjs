import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

// At its end the program tells what the operating system has counted: processor time in seconds, memory in kilobytes.
const account = `process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  process.stderr.write('\\naccount ' + JSON.stringify({ busy: (userCPUTime + systemCPUTime) / 1e6, memory: maxRSS / 1024 }))
})`

/**
 * Runs the `sigmastream` that was built in a folder of this repository as typed, from its start to its end. `seconds` passed on the clock; `busy` is processor time in
 * seconds; `memory` the most that it held, in MB. `failure` is what it said instead of a result, or null.
 */
export const sigmastreamOf =
  (folder) =>
  (...typed) => {
    const start = performance.now()
    const { status, stderr } = spawnSync(
      process.execPath,
      [
        '--import',
        `data:text/javascript,${encodeURIComponent(account)}`,
        join(folder, 'packages/cli/dist/main.js'),
        ...typed.map(String),
      ],
      { encoding: 'utf8' },
    )
    const seconds = (performance.now() - start) / 1000
    const told = JSON.parse(/account (.*)/.exec(stderr)?.[1] ?? '{}')
    const failure = status === 0 ? null : (/sigmastream: (.*)/.exec(stderr)?.[1] ?? stderr)
    return { seconds, busy: told.busy, memory: told.memory, failure }
  }

/** The same of this repository itself. */
export const sigmastream = sigmastreamOf(fileURLToPath(new URL('../..', import.meta.url)))
