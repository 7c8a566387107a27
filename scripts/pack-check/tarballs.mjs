import { existsSync, readdirSync, readFileSync } from 'node:fs'
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
  for (const { folder } of packages) mustBeFresh(folder)
  await run('pnpm', ['-r', '--filter', './packages/*', 'pack', '--pack-destination', to], { env: pathWith(pnpm) })
  return packages.map(({ folder, manifest }) => ({
    name: manifest.name,
    folder,
    manifest,
    pnpm,
    tarball: join(to, `${manifest.name.replace('@', '').replace('/', '-')}-${manifest.version}.tgz`),
  }))
}

/** A file that an earlier build left behind would be published. */
const mustBeFresh = (folder) => {
  const dist = join(folder, 'dist')
  if (!existsSync(dist)) return
  const stale = readdirSync(dist, { recursive: true })
    .filter((file) => file.endsWith('.js'))
    .filter((file) => !existsSync(join(folder, 'src', file.replace(/\.js$/, '.ts'))))
  if (stale.length > 0) {
    throw new Error(`${dist} has files without a source: ${stale.join(', ')}; delete the folder and build again`)
  }
}
