import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { delimiter, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** No program of the check takes as long: one that never ends is a failure. */
const longest = 600_000

/** Runs a program to its end and gives what it printed; throws with all of its words where it fails. */
export const run = (command, args, { cwd = root, env = {} } = {}) =>
  new Promise((resolve, reject) => {
    const options = {
      cwd,
      env: { ...process.env, ...env },
      maxBuffer: 2 ** 26,
      timeout: longest,
      killSignal: 'SIGKILL',
      shell: process.platform === 'win32',
    }
    execFile(command, args, options, (error, stdout, stderr) =>
      error === null
        ? resolve(stdout)
        : reject(new Error(`${command} ${args.join(' ')}\n${stdout}${stderr}${error.killed ? 'it did not end' : ''}`)),
    )
  })

/** The folder of the pnpm that `packageManager` names: what npx fetches stands first on the path of what it starts. */
export const pnpmFolder = async () => {
  const { packageManager } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))
  const path = await run('npx', ['-y', '-p', packageManager, '-c', 'command -v pnpm'])
  return dirname(path.trim())
}

/** The path with one folder before all others. */
export const pathWith = (folder) => ({ PATH: `${folder}${delimiter}${process.env.PATH}` })
