// Worker processes of this benchmark.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('worker.mjs', import.meta.url))

/** So many workers, each a process, once all are there. A render of theirs takes `steps` times `stepTime` milliseconds. */
export const startWorkers = async (count, { url, folder, steps, stepTime, places }) => {
  const words = [program, url, folder, String(steps), String(stepTime), String(places)]
  const children = Array.from({ length: count }, () =>
    spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] }),
  )
  await Promise.all(children.map((child) => once(child.stdout, 'data')))
  const end = async (child, signal) => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill(signal)
    await once(child, 'exit')
  }
  return {
    /** Bytes of memory of the first, and how often it asked its store for something. */
    figures: async () => {
      const [child] = children
      child.send('figures')
      const [figures] = await once(child, 'message')
      return figures
    },
    /** Kills the one with this process id as a machine that loses its power. */
    kill: (pid) =>
      end(
        children.find((child) => child.pid === pid),
        'SIGKILL',
      ),
    stop: () => Promise.all(children.map((child) => end(child, 'SIGTERM'))),
  }
}
