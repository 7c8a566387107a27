import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { exportsOf, placeOf } from '../modules/exports.mjs'
import { ALL } from '../modules/imports.mjs'
import { identifiersIn, moduleAt, parseModule, typesOf } from '../modules/module.mjs'
import { filesIn, packageOf, resolved, root, shown } from '../modules/workspace.mjs'

/** A declaration as one string. */
export const showPlace = ({ file, local }) => `${shown(file)}#${local}`

/** The modules that stand outside packages, and the code blocks of pages: who uses an entry from there. */
const pages = () =>
  [
    ...filesIn('docs', ['.md']),
    ...filesIn('packages', ['.md']),
    join(root, 'README.md'),
    join(root, 'CONTRIBUTING.md'),
  ].map((file) => {
    const blocks = [...readFileSync(file, 'utf8').matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code]) => code)
    return parseModule(file, blocks.join('\n'))
  })

/** Everything that may use an entry: sources and tests of packages, examples, benchmarks, scripts, root tests, pages. */
export const outsideFiles = () => [
  ...['packages', 'examples', 'benchmarks', 'scripts', 'test', 'test-types']
    .flatMap((folder) => filesIn(folder, ['.ts', '.mjs', '.js', '.svelte']))
    .map(moduleAt),
  ...pages(),
]

/** The declaration file that was built of a source file. */
const builtOf = (file) => file.replace('/src/', '/dist/').replace(/\.ts$/, '.d.ts')
const sourceOf = (file) => file.replace('/dist/', '/src/').replace(/\.d\.ts$/, '.ts')

/** Where an import in a declaration file leads: to another declaration file. */
const builtAt = (from, specifier) => {
  const source = resolved(sourceOf(from), specifier)
  const built = source === undefined ? undefined : builtOf(source)
  return built !== undefined && existsSync(built) ? built : undefined
}

/** The places whose names stand in the declaration of another; what is no declaration file stands in its source. */
export const placesIn = ({ file, local }) => {
  const built = builtOf(file)
  const [from, at, parts] = existsSync(built) ? [built, builtAt, (node) => [node]] : [file, resolved, typesOf]
  const names = (moduleAt(from).declared.get(local) ?? []).flatMap(parts).flatMap((node) => [...identifiersIn(node)])
  return names
    .filter((name) => name !== local)
    .map((name) => placeOf(from, name, at))
    .filter((place) => place !== undefined)
    .map((place) => ({ file: sourceOf(place.file), local: place.local }))
}

/** The declarations that somebody outside their package uses, and those that stand in the types of these. */
export const needed = (modules) => {
  const queue = modules.flatMap(({ file, imports }) =>
    imports.flatMap(({ specifier, names }) => {
      const from = specifier.startsWith('.') ? undefined : resolved(file, specifier)
      if (from === undefined || isOwn(file, from)) return []
      const there = exportsOf(from)
      return names.includes(ALL) ? [...there.values()] : names.map((name) => there.get(name))
    }),
  )
  const places = new Set()
  for (const place of queue) {
    if (place === undefined || places.has(showPlace(place))) continue
    places.add(showPlace(place))
    queue.push(...placesIn(place))
  }
  return places
}

const isOwn = (file, from) => {
  const own = packageOf(file)
  return own !== undefined && own === packageOf(from) && !file.endsWith('.md')
}
