// Starts Postgres for a check, on a free port of this machine alone and with a folder of its own.
import { execFileSync, spawn } from 'node:child_process'
import { accessSync, chownSync, constants, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { freePort } from './free-port.mjs'

const isProgram = (path) => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Debian keeps its programs off the path. */
const debian = '/usr/lib/postgresql'
const versions = existsSync(debian) ? readdirSync(debian).toSorted().toReversed() : []
const folders = [...versions.map((version) => join(debian, version, 'bin')), ...process.env.PATH.split(delimiter)]

/** The program that is here, or `null`. */
export const postgresProgram = folders.map((folder) => join(folder, 'postgres')).find(isProgram) ?? null

/** It runs as anybody but root. */
const user = () => {
  if (process.getuid() !== 0) return {}
  const numberOf = (flag) => Number(execFileSync('id', [flag, 'postgres'], { stdio: 'pipe' }))
  return { uid: numberOf('-u'), gid: numberOf('-g') }
}

/** A server that may lose what it was told when the power goes, and is quicker so: its port, its URL, and what ends and starts it. */
export const startPostgres = async () => {
  if (postgresProgram === null) throw new Error('this needs Postgres')
  const folder = mkdtempSync(join(tmpdir(), 'sigmastream-postgres-'))
  const port = await freePort()
  const who = user()
  const data = join(folder, 'data')
  mkdirSync(data)
  if (who.uid !== undefined) for (const one of [folder, data]) chownSync(one, who.uid, who.gid)
  const initial = ['-D', data, '-A', 'trust', '-U', 'farm', '--no-sync', '--no-locale', '-E', 'UTF8']
  execFileSync(join(postgresProgram, '..', 'initdb'), initial, { stdio: 'pipe', ...who })
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`, 'fsync=off']
  const words = ['-D', data, ...[...settings, 'max_connections=200'].flatMap((one) => ['-c', one])]
  let child = null
  const start = () =>
    new Promise((resolve, reject) => {
      child = spawn(postgresProgram, words, { stdio: ['ignore', 'ignore', 'pipe'], ...who })
      let said = ''
      child.stderr.on('data', (chunk) => {
        said = (said + chunk).slice(-10_000)
        if (/ready to accept connections/.test(said)) resolve()
      })
      child.once('exit', (code) => reject(new Error(`postgres ended with ${code}: ${said}`)))
    })
  // its children end with it, as with a loss of power; killed by -9 it would leave them
  const kill = () =>
    new Promise((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) return resolve()
      child.once('exit', resolve)
      child.kill('SIGQUIT')
    })
  await start()
  return {
    port,
    urlAt: (at) => `postgres://farm@127.0.0.1:${at}/postgres`,
    start,
    kill,
    stop: async () => {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
