import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The packages and source files of the workspace, and where an import leads. */

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** A path as it is said: from the root of the repository. */
export const shown = (file) => relative(root, file).replaceAll('\\', '/')

const sourceOf = (entry) =>
  entry['@sigmastream/source'] ?? entry.default.replace('/dist/', '/src/').replace(/\.js$/, '.ts')

/** Published packages, each entry with the source file that it is. */
export const packages = readdirSync(join(root, 'packages'))
  .map((name) => join(root, 'packages', name))
  .filter((folder) => existsSync(join(folder, 'package.json')))
  .map((folder) => {
    const { name, exports = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    const entries = Object.entries(exports)
      .filter(([, target]) => typeof target === 'object')
      .map(([path, target]) => ({ specifier: join(name, path), file: resolve(folder, sourceOf(target)) }))
    return { name, folder, entries }
  })

const entryFiles = new Map(packages.flatMap(({ entries }) => entries.map(({ specifier, file }) => [specifier, file])))

/** The package that a file lies in, or undefined. */
export const packageOf = (file) => packages.find(({ folder }) => file.startsWith(`${folder}/`))

/** The source file that an import leads to, or undefined where it leads out of the workspace. */
export const resolved = (from, specifier) => {
  if (!specifier.startsWith('.')) return entryFiles.get(specifier)
  const file = resolve(dirname(from), specifier.replace(/\?.*$/, '')) // what is behind it says how it is bundled
  if (!sources.has(file)) {
    const source = file.replace(/\.js$/, '.ts')
    sources.set(file, existsSync(source) ? source : file)
  }
  return sources.get(file)
}

const sources = new Map()

const left = new Set(['node_modules', 'dist', 'out'])

const walk = (folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((one) => {
    if (one.isDirectory()) return left.has(one.name) ? [] : walk(join(folder, one.name))
    return one.isFile() ? [join(folder, one.name)] : []
  })

/** Files below a folder of the repository with one of the endings; what is installed or built is left out. */
export const filesIn = (folder, endings) =>
  existsSync(join(root, folder))
    ? walk(join(root, folder)).filter((file) => endings.some((ending) => file.endsWith(ending)))
    : []
