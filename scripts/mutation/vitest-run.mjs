import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/**
 * Runs test files under `scripts/mutation/vitest.config.mjs`, in their order, up to the first failure where `bail` says so. Gives
 * the first failure, or `hung` where no test ended for as long as `limits` has for the file that is run, in milliseconds: then
 * the run is killed with all it started. Files that are not `isolated` share the modules that one of them has loaded, which takes
 * half the time.
 */
export const vitestRun = ({ tests, workers, env, bail, isolated, limits }) =>
  new Promise((resolve) => {
    const begun = performance.now()
    const args = [
      'run',
      '--config',
      'scripts/mutation/vitest.config.mjs',
      `--maxWorkers=${workers}`,
      `--bail=${bail ? 1 : 0}`,
      `--isolate=${isolated}`,
    ]
    const child = spawn(
      process.execPath,
      ['node_modules/vitest/vitest.mjs', ...args, '--reporter=./scripts/mutation/reporter.mjs', ...tests],
      {
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          ...process.env,
          SIGMASTREAM_SEED: process.env['SIGMASTREAM_SEED'] ?? '456',
          SIGMASTREAM_ORDER: tests.join(','),
          ...(limits === undefined ? {} : { SIGMASTREAM_LIMIT: String(Math.max(...limits)) }),
          ...env,
        },
      },
    )
    const found = { hung: false, first: undefined, said: '' }
    const endAll = () => {
      try {
        process.kill(-child.pid, 'SIGKILL')
      } catch {
        // It has ended by itself.
      }
    }
    const hang = () => {
      // What failed before is no hang: to show how two long lists differ may take longer than any test.
      found.hung = found.first === undefined
      endAll()
    }
    let ended = 0
    let timer
    const wait = () => {
      clearTimeout(timer)
      const running = limits?.slice(ended, ended + Number(workers)) ?? []
      if (limits !== undefined) timer = setTimeout(hang, Math.max(...(running.length === 0 ? limits : running)))
    }
    wait()
    createInterface({ input: child.stdout }).on('line', (line) => {
      const at = line.indexOf('\u0001')
      if (at === -1) {
        found.said += `${line}\n`
        return
      }
      const said = JSON.parse(line.slice(at + 1))
      if (said.ended) ended++
      wait()
      if (said.failed) found.first ??= said
    })
    child.stderr.on('data', (data) => {
      found.said += data
    })
    process.once('exit', endAll)
    child.once('close', (status) => {
      clearTimeout(timer)
      process.off('exit', endAll)
      endAll()
      resolve({ ...found, ended, status, seconds: (performance.now() - begun) / 1000 })
    })
  })
