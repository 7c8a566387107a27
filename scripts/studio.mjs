// Starts the studio's server for a check, on a free port and a folder of its own, and ends it again.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../packages/cli/dist/main.js', import.meta.url))

const freePort = () =>
  new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })

const answers = async (address) => {
  try {
    return (await fetch(`${address}/v1/models`)).ok
  } catch {
    return false
  }
}

/** The server at work: its address, its process, and what ends it and removes its folder. */
export const startStudio = async (options = []) => {
  const folder = mkdtempSync(join(tmpdir(), 'sigmastream-studio-'))
  const port = await freePort()
  const address = `http://127.0.0.1:${port}`
  const child = spawn(
    process.execPath,
    [program, 'studio', '--no-open', '--port', String(port), '--folder', folder, ...options],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  for (let tries = 0; tries < 300; tries++) {
    if (child.exitCode !== null) break
    if (await answers(address)) return { address, pid: child.pid, stop }
    await delay(100)
  }
  await stop()
  throw new Error('the studio did not begin to answer')
}

/** Asks the server for JSON, and gives what it answered; throws what it says where that is an error. */
export const ask = async (address, path, init) => {
  const response = await fetch(`${address}${path}`, init)
  const answer = await response.json()
  if (!response.ok) throw new Error(`${path}: ${JSON.stringify(answer)}`)
  return answer
}

/** Sends a recipe, and gives the render. */
export const sendRecipe = (address, recipe) =>
  ask(address, '/v1/renders', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(recipe),
  })

/** Sends a file of sound, and gives what the server says of it. */
export const sendSound = (address, name, bytes) =>
  ask(address, `/v1/sounds?name=${encodeURIComponent(name)}`, { method: 'POST', body: bytes })

/** The render once it is over. */
export const untilOver = async (address, id) => {
  for (;;) {
    const render = await ask(address, `/v1/renders/${id}`)
    if (['done', 'failed', 'cancelled'].includes(render.state)) return render
    await delay(100)
  }
}
