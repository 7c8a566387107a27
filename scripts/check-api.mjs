// Asks the running server what its own description says it answers, with schemathesis (from PyPI), for less than a minute. Installs
// nothing: where schemathesis is not, it says so and how it is had, and is skipped.
// usage: node scripts/check-api.mjs [--seed N] [--seconds N]
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { sendRecipe, sendSound, startStudio, untilOver } from './studio.mjs'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: process.env.SIGMASTREAM_SEED ?? String(Math.floor(Math.random() * 2 ** 31)) },
    seconds: { type: 'string', default: '40' },
  },
})

const root = fileURLToPath(new URL('..', import.meta.url))
const program = process.env.SCHEMATHESIS ?? 'schemathesis'
if (spawnSync(program, ['--version']).status !== 0) {
  console.log('skipped: schemathesis is not on the path (pip install schemathesis), so the API was not asked')
  process.exit(0)
}

const run = (command, args, cwd) =>
  new Promise((resolve) => spawn(command, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] }).once('exit', resolve))

const folder = mkdtempSync(join(tmpdir(), 'sigmastream-check-api-'))
const studio = await startStudio()
try {
  // a sound and a render that are there, so that what is asked for by an id is not always missing
  const sound = await sendSound(studio.address, 'tabla.flac', readFileSync(join(root, 'examples/audio/tabla.flac')))
  const made = await sendRecipe(studio.address, { command: 'vary', inputHash: sound.id, steps: 3, seed: 7 })
  await untilOver(studio.address, made.id)
  console.log(`schemathesis: seed ${values.seed}; the same again: npm run check:api -- --seed ${values.seed}`)
  process.exitCode = await run(
    program,
    [
      'run',
      `${studio.address}/openapi.json`,
      '--max-time',
      values.seconds,
      '--seed',
      values.seed,
      '--request-timeout',
      '20',
      '--exclude-checks',
      // A recipe of the right form may still ask for what cannot be; and what is deleted while it runs is cancelled, not gone.
      'positive_data_acceptance,use_after_free',
      '--no-shrink',
    ],
    folder,
  )
} finally {
  await studio.stop()
  rmSync(folder, { recursive: true, force: true })
}
