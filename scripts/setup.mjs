// Installs and builds, on a machine that has only Node and npm; quick when there is nothing to do.
// usage: node scripts/setup.mjs
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))

const run = (command, args) => {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 2, 2], shell: process.platform === 'win32' })
  if (error !== undefined) console.error(`${command} could not be started: ${error.message}`)
  if (status !== 0) process.exit(status ?? 1)
}

if (Number(process.versions.node.split('.')[0]) < 20) {
  console.error(`Node ${process.versions.node} is too old: install Node 20 or newer.`)
  process.exit(1)
}

// What an installation depends on: if none of it changed since the last one, there is nothing to install.
const manifests = [...readdirSync('packages').map((name) => `packages/${name}`), 'examples', 'tools']
  .map((folder) => `${folder}/package.json`)
  .filter((path) => existsSync(path))
const inputs = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests]
const hash = createHash('sha256').update(`${process.version} ${process.platform} ${process.arch}`)
for (const path of inputs) hash.update(readFileSync(path))
const wanted = hash.digest('hex')
const stamp = 'node_modules/.installed'
const complete = manifests.every((path) => existsSync(path.replace('package.json', 'node_modules')))

if (!complete || !existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  const { packageManager } = JSON.parse(readFileSync('package.json', 'utf8'))
  run('npx', ['-y', packageManager, 'install', '--frozen-lockfile', '--prefer-offline'])
  writeFileSync(stamp, wanted)
}
run(process.execPath, ['node_modules/typescript/bin/tsc', '-b'])
run(process.execPath, ['scripts/build-studio.mjs'])
