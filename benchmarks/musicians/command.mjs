import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../../packages/cli/dist/main.js', import.meta.url))

// At its end the program tells what the operating system has counted: processor time in seconds, memory in kilobytes.
const account = `process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  process.stderr.write('\\naccount ' + JSON.stringify({ busy: (userCPUTime + systemCPUTime) / 1e6, memory: maxRSS / 1024 }))
})`

/**
 * Runs `sigmastream` as typed, from its start to its end. `seconds` passed on the clock; `busy` is processor time in
 * seconds; `memory` the most that it held, in MB. `failure` is what it said instead of a result, or null.
 */
export const sigmastream = (...typed) => {
  const start = performance.now()
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(account)}`, program, ...typed.map(String)],
    { encoding: 'utf8' },
  )
  const seconds = (performance.now() - start) / 1000
  const told = JSON.parse(/account (.*)/.exec(stderr)?.[1] ?? '{}')
  const failure = status === 0 ? null : (/sigmastream: (.*)/.exec(stderr)?.[1] ?? stderr)
  return { seconds, busy: told.busy, memory: told.memory, failure }
}
