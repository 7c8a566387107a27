import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { accessSync, chownSync, constants, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

/** A server of this machine alone, with a port and a folder of its own. */
export interface TestServer {
  readonly url: string
  /** Ends it as if the power went. Its data stay. */
  readonly kill: () => Promise<void>
  /** Starts it again, on the same port and with what it had. */
  readonly start: () => Promise<void>
  /** Ends it, and removes its data. */
  readonly remove: () => Promise<void>
}

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const foldersOf = (parent: string): readonly string[] => {
  try {
    return readdirSync(parent).toSorted().toReversed()
  } catch {
    return []
  }
}

/** The first of some programs that is in one of the folders; `null` where none is. */
const find = (names: readonly string[], folders: readonly string[]): string | null =>
  names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram) ?? null

const path = (process.env['PATH'] ?? '').split(delimiter)
// Debian keeps the programs of Postgres off the path
const postgresFolders = foldersOf('/usr/lib/postgresql').map((version) => join('/usr/lib/postgresql', version, 'bin'))

/** The program of Redis or of Valkey, and those of Postgres; `null` where they are not. */
export const redisProgram = find(['valkey-server', 'redis-server'], path)
export const postgresProgram = find(['postgres'], [...postgresFolders, ...path])

/** A port that nobody listens at. */
const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject(address)))
    })
  })

/** How a server is started, and what it prints when it is ready. */
interface Command {
  readonly program: string
  readonly words: readonly string[]
  readonly ready: RegExp
  /** What ends it as if the power went: of Postgres, its children must end too. */
  readonly cut: NodeJS.Signals
  readonly user?: User
}

interface User {
  readonly uid: number
  readonly gid: number
}

/** Starts a server; resolves when it says that it is ready, and rejects with what it said where it ends before. */
const startProcess = ({ program, words, ready, user }: Command): Promise<ChildProcess> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'], ...user })
    let said = ''
    const hear = (chunk: Buffer): void => {
      said += chunk.toString()
      if (ready.test(said)) resolve(child)
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`${program} ended: ${said}`)))
  })

const ended = (child: ChildProcess, signal: NodeJS.Signals): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    child.once('exit', () => resolve())
    child.kill(signal)
  })

const serve = async (url: string, folder: string, command: Command): Promise<TestServer> => {
  let child = await startProcess(command)
  // where the tests are broken off, it must not stay
  process.once('exit', () => child.kill(command.cut))
  return {
    url,
    kill: () => ended(child, command.cut),
    start: async () => {
      child = await startProcess(command)
    },
    remove: async () => {
      await ended(child, command.cut)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const needed = (program: string | null, name: string): string => {
  if (program === null) throw new Error(`${name} is not on this machine`)
  return program
}

/** Redis or Valkey, which keeps what it is told on the disk. */
export const startRedis = async (): Promise<TestServer> => {
  const program = needed(redisProgram, 'Redis')
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'farm-redis-'))
  const words = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'yes']
  return serve(`redis://127.0.0.1:${port}`, folder, {
    program,
    words,
    ready: /Ready to accept connections/,
    cut: 'SIGKILL',
  })
}

/** Postgres runs as anybody but root. */
const userForPostgres = (): { readonly user?: User } => {
  if (process.getuid?.() !== 0) return {}
  const numberOf = (flag: string, name: string): number => Number(execFileSync('id', [flag, name], { stdio: 'pipe' }))
  for (const name of ['postgres', 'nobody']) {
    try {
      return { user: { uid: numberOf('-u', name), gid: numberOf('-g', name) } }
    } catch {
      // the next may be there
    }
  }
  throw new Error('there is no user for Postgres')
}

/** Postgres, which may lose what it was told when the power goes, and is quicker so. */
export const startPostgres = async (): Promise<TestServer> => {
  const program = needed(postgresProgram, 'Postgres')
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'farm-postgres-'))
  const { user } = userForPostgres()
  const data = join(folder, 'data')
  mkdirSync(data)
  if (user !== undefined) for (const one of [folder, data]) chownSync(one, user.uid, user.gid)
  const initial = ['-D', data, '-A', 'trust', '-U', 'farm', '--no-sync', '--no-locale', '-E', 'UTF8']
  execFileSync(join(program, '..', 'initdb'), initial, { stdio: 'pipe', ...user })
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: folder,
    max_connections: 200,
    fsync: 'off',
  }
  const words = ['-D', data, ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])]
  return serve(`postgres://farm@127.0.0.1:${port}/postgres`, folder, {
    program,
    words,
    ready: /database system is ready to accept connections/,
    cut: 'SIGQUIT',
    ...(user === undefined ? {} : { user }),
  })
}
