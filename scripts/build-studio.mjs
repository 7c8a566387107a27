// Builds the page of the studio where what it is made of changed since the last time.
// usage: node scripts/build-studio.mjs
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const studio = join(root, 'packages/studio')
const page = join(studio, 'dist/index.html')
const stamp = join(studio, 'node_modules/.built')

const filesIn = (folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .toSorted()

const inputs = [
  join(root, 'pnpm-lock.yaml'),
  ...['index.html', 'package.json', 'svelte.config.js', 'tsconfig.json', 'vite.config.ts'].map((name) =>
    join(studio, name),
  ),
  ...['src', 'public'].flatMap((folder) => filesIn(join(studio, folder))),
]
const hash = createHash('sha256')
for (const path of inputs) hash.update(path.slice(root.length)).update('\0').update(readFileSync(path)).update('\0')
const wanted = hash.digest('hex')

if (!existsSync(page) || !existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  const { status } = spawnSync(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'], {
    cwd: studio,
    stdio: ['ignore', 2, 2],
  })
  if (status !== 0) process.exit(status ?? 1)
  writeFileSync(stamp, wanted)
}
