import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createInterface } from 'node:readline'

const program = process.env['SIGMASTREAM_MOTO'] ?? 'moto_server'

/** Whether there is `moto_server`, a server that speaks S3 and keeps nothing, from `moto[server]` on PyPI. */
export const hasMoto = (): boolean => spawnSync(program, ['--help'], { stdio: 'ignore' }).status === 0

/** Starts it on a free port of this machine: its address, once it listens. */
export const startMoto = async (): Promise<{ readonly address: string; readonly server: ChildProcess }> => {
  const server = spawn(program, ['-H', '127.0.0.1', '-p', '0'], { stdio: ['ignore', 'ignore', 'pipe'] })
  if (server.stderr === null) throw new Error('its messages cannot be read')
  const said: string[] = []
  for await (const line of createInterface({ input: server.stderr })) {
    said.push(line)
    const [address] = /http:\/\/127\.0\.0\.1:[1-9]\d*/.exec(line) ?? []
    if (address === undefined) continue
    server.stderr.resume()
    return { address, server }
  }
  throw new Error(`${program} ended: ${said.join(' ')}`)
}
