// The workers of the chaos: each is started again when it ends, whatever ended it.
import { fork } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('worker.mjs', import.meta.url))

/** How a worker may end: it was killed, it left when it was told to, its job ended it, or it was not quite there yet. */
const isUsual = (code, signal, isThere) =>
  signal === 'SIGKILL' || code === 0 || code === 99 || (signal === 'SIGTERM' && !isThere)

/**
 * Keeps `count` workers running with the options that `optionsOf` gives for each, which are written to a folder; `hear` is told what they say, and `fault` of
 * one that ends by itself.
 */
export const keepWorkers = (count, folder, optionsOf, { hear, fault }) => {
  const state = { isOver: false }
  const children = []
  const there = []
  const files = Array.from({ length: count }, (_, i) => join(folder, `worker-${i}.json`))
  for (const [i, file] of files.entries()) writeFileSync(file, JSON.stringify(optionsOf(i)))
  const start = (i) => {
    const child = fork(program, [files[i]], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
    children[i] = child
    let said = ''
    let isThere = false
    there[i] = new Promise((resolve) => {
      child.once('message', resolve)
      child.once('close', resolve)
    })
    child.stderr.on('data', (text) => (said = (said + text).slice(-4000)))
    child.on('message', (message) => {
      isThere = true
      hear(message)
    })
    child.on('error', () => undefined) // it ended while something was sent to it, which its end tells
    child.on('close', (code, signal) => {
      if (!isUsual(code, signal, isThere)) fault(`a worker ended by itself, with ${code ?? signal}: ${said.trim()}`)
      if (!state.isOver) setTimeout(() => state.isOver || start(i), 200)
    })
  }
  for (let i = 0; i < count; i++) start(i)
  return {
    /** Resolves when a worker is there and takes jobs: one that only begins has nothing to lose. */
    there: (i) => there[i],
    signal: (i, name) => children[i].kill(name),
    send: (i, message) => children[i].connected && children[i].send(message, () => undefined),
    /** Ends them all, for good: within a while by themselves, else they are killed. */
    end: async () => {
      state.isOver = true
      await Promise.all(
        children.map((child) => {
          if (child.exitCode !== null || child.signalCode !== null) return undefined
          const killed = setTimeout(() => child.kill('SIGKILL'), 10_000)
          child.kill('SIGCONT')
          child.kill('SIGTERM')
          return new Promise((resolve) => child.once('close', resolve)).then(() => clearTimeout(killed))
        }),
      )
    },
  }
}
