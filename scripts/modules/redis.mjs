// Starts Redis or Valkey for a check, on a free port of this machine alone and with a folder of its own.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.mjs'

/** The program that is here, or `null`. */
export const redisProgram =
  ['valkey-server', 'redis-server'].find((name) => spawnSync(name, ['--version']).status === 0) ?? null

/** A server that keeps what it is told: its port, its URL, its memory, what cuts it off and starts it again, and what removes it. */
export const startRedis = async () => {
  if (redisProgram === null) throw new Error('this needs redis-server or valkey-server on the path')
  const folder = mkdtempSync(join(tmpdir(), 'sigmastream-redis-'))
  const port = await freePort()
  const words = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'yes']
  const state = { child: null }
  const start = () =>
    new Promise((resolve, reject) => {
      const child = spawn(redisProgram, words, { stdio: ['ignore', 'pipe', 'ignore'] })
      let said = ''
      child.stdout.on('data', (chunk) => {
        said = (said + chunk).slice(-10_000)
        if (/ready to accept connections/i.test(said)) resolve()
      })
      child.once('exit', (code) => reject(new Error(`${redisProgram} ended with ${code}: ${said}`)))
      state.child = child
    })
  const end = (signal) =>
    new Promise((resolve) => {
      if (state.child.exitCode !== null || state.child.signalCode !== null) return resolve()
      state.child.once('exit', resolve)
      state.child.kill(signal)
    })
  await start()
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    urlAt: (at) => `redis://127.0.0.1:${at}`,
    start,
    kill: () => end('SIGKILL'),
    /** Bytes of memory that it takes now. */
    memory: () =>
      1024 * Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${state.child.pid}/status`, 'utf8'))?.[1]),
    stop: async () => {
      await end('SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
