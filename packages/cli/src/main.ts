import { randomInt } from 'node:crypto'
import { availableMemory } from './available-memory.js'
import { main } from './cli.js'
import type { Io, StopSignal } from './io.js'

const abort = new AbortController()

// The first signal asks the run to stop, which it does after the model call it is in; a later one does not wait for
// that. One that comes at once is the same one: a terminal and a supervisor may both pass it on.
const patience = 500
const stopOn = (signal: StopSignal, code: number): void => {
  let since = Infinity
  process.on(signal, () => {
    if (performance.now() - since > patience) process.exit(code)
    if (!abort.signal.aborted) since = performance.now()
    abort.abort(signal)
  })
}
stopOn('SIGINT', 130)
stopOn('SIGTERM', 143)

// A reader that closes early (`sigmastream samplers | head -1`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

const io: Io = {
  stdout: (text) => process.stdout.write(text),
  stderr: process.stderr,
  env: process.env,
  now: () => performance.now(),
  randomSeed: () => randomInt(2 ** 32),
  availableMemory,
  signal: abort.signal,
}

process.exitCode = await main(process.argv.slice(2), io)
