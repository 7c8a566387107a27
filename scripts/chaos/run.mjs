import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { root } from '../modules/workspace.mjs'

const binary = join(root, 'packages/cli/bin/sigmastream.js')

/** Runs a line in a folder, with its caches there and the hub at `endpoint`; killed after so many milliseconds. */
export const run = (line, { folder, endpoint, killedAfter }) =>
  new Promise((resolve) => {
    const began = performance.now()
    const env = {
      ...process.env,
      SIGMASTREAM_CACHE: join(folder, 'cache'),
      HF_HOME: join(folder, 'hf'),
      HF_ENDPOINT: endpoint,
    }
    const child = spawn(process.execPath, [binary, ...line], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let [told, said] = ['', '']
    child.stdout.on('data', (text) => (told += text))
    child.stderr.on('data', (text) => (said += text))
    const timer = killedAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killedAfter)
    child.on('close', (exit, signal) => {
      clearTimeout(timer)
      resolve({ exit, killed: signal === 'SIGKILL', told, said, took: performance.now() - began })
    })
  })

/** The same, which must succeed. */
export const mustWork = async (line, where) => {
  const ended = await run(line, where)
  if (ended.exit !== 0) throw new Error(`${line.join(' ')}: exit ${ended.exit}\n${ended.said}`)
  return ended
}
