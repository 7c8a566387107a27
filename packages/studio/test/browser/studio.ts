import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../../../cli/dist/main.js', import.meta.url))

/** A studio that runs as a person starts it. */
export interface RunningStudio {
  readonly address: string
  readonly port: number
  /** Ends it as the system does when it is out of patience. */
  readonly kill: () => Promise<void>
}

/** A port that nothing listens at. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return address.port
}

const ended = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null

/** Starts the studio of this clone, as it was built, on a folder and a port of its own, and waits for its address. */
export const startStudio = async (folder: string, port: number): Promise<RunningStudio> => {
  const args = [program, 'studio', '--port', String(port), '--no-open', '--folder', folder]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  const address = await new Promise<string>((resolve, reject) => {
    const hear = (text: string): void => {
      said += text
      const found = /http:\/\/[\w.[\]:]+/.exec(said)
      if (found !== null) resolve(found[0])
    }
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', hear)
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`the studio ended before it said its address:\n${said}`)))
  })
  return {
    address,
    port,
    kill: async () => {
      if (ended(child)) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}
