import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathWith, root, run } from './run.mjs'

const read = (path) => JSON.parse(readFileSync(path, 'utf8'))

/** The published packages of the workspace: the name, the folder, the manifest as it stands there, and the tarball. */
export const packAll = async (to, pnpm) => {
  const packages = readdirSync(join(root, 'packages'))
    .map((name) => join(root, 'packages', name))
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .map((folder) => ({ folder, manifest: read(join(folder, 'package.json')) }))
    .filter(({ manifest }) => manifest.private !== true)
  for (const { folder } of packages) removeStale(folder)
  await run('pnpm', ['-r', '--filter', './packages/*', 'pack', '--pack-destination', to], { env: pathWith(pnpm) })
  return packages.map(({ folder, manifest }) => ({
    name: manifest.name,
    folder,
    manifest,
    pnpm,
    tarball: join(to, `${manifest.name.replace('@', '').replace('/', '-')}-${manifest.version}.tgz`),
  }))
}

/** What an earlier build left behind of sources that are gone would be packed too: the compiler does not remove it. */
const removeStale = (folder) => {
  const dist = join(folder, 'dist')
  if (!existsSync(dist)) return
  for (const file of readdirSync(dist, { recursive: true })) {
    const [, name] = /^(.+?)(\.d\.ts|\.js)(\.map)?$/.exec(file) ?? []
    if (name !== undefined && !existsSync(join(folder, 'src', `${name}.ts`))) rmSync(join(dist, file))
  }
}
