// Fails on an exported name that nobody needs. A name of an entry is needed where another package, an example, a page, a
// benchmark, a script or a program uses it, where it stands in the types of one that is, or where scripts/exports/kept.json says
// why it is kept. A name that files of a package export to each other is needed where another file uses it, where it stands in
// the types of what its own file exports, or where a test uses it and its own file as well: what tests alone use is dead.
// usage: node scripts/check-exports.mjs
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { needed, outsideFiles, placesIn, showPlace } from './exports/needed.mjs'
import { exportsOf } from './modules/exports.mjs'
import { ALL } from './modules/imports.mjs'
import { countOf, moduleAt } from './modules/module.mjs'
import { filesIn, packages, resolved, root, shown } from './modules/workspace.mjs'

const kept = JSON.parse(readFileSync(join(root, 'scripts/exports/kept.json'), 'utf8'))
const faults = []

const outside = outsideFiles()
const used = needed(outside)
const entryPlaces = new Set()
for (const { entries } of packages) {
  for (const { specifier, file } of entries) {
    const reasons = kept[specifier] ?? {}
    const names = exportsOf(file)
    for (const [name, place] of names) {
      entryPlaces.add(showPlace(place))
      const isUsed = used.has(showPlace(place))
      if (!isUsed && reasons[name] === undefined)
        faults.push(`${specifier}: nobody needs ${name} (${shown(place.file)})`)
      if (isUsed && reasons[name] !== undefined)
        faults.push(`${specifier}: ${name} is used; kept.json needs no reason for it`)
    }
    for (const name of Object.keys(reasons)) {
      if (!names.has(name)) faults.push(`${specifier}: kept.json has a reason for ${name}, which is not exported`)
    }
  }
}

/** The places that the files of one part of a package import of it. */
const usedWithin = (folder, part) =>
  new Set(
    filesIn(shown(join(folder, part)), ['.ts', '.svelte']).flatMap((file) =>
      moduleAt(file).imports.flatMap(({ specifier, names }) => {
        const from = resolved(file, specifier)
        if (from === undefined || from === file) return []
        const there = exportsOf(from)
        const places = names.includes(ALL) ? [...there.values()] : names.map((name) => there.get(name))
        return places.filter((place) => place !== undefined).map(showPlace)
      }),
    ),
  )

for (const { folder, entries } of packages) {
  const [bySources, byTests] = ['src', 'test'].map((part) => usedWithin(folder, part))
  const ofEntries = new Set(entries.map(({ file }) => file))
  for (const file of filesIn(shown(join(folder, 'src')), ['.ts'])) {
    if (ofEntries.has(file) || file.endsWith('_pb.ts')) continue
    const { exported, declared, tree } = moduleAt(file)
    const locals = [...exported.values()].flatMap(({ local }) => (local === undefined ? [] : [local]))
    const inTypes = new Set(locals.flatMap((local) => placesIn({ file, local })).map(showPlace))
    for (const local of locals) {
      const place = showPlace({ file, local })
      if (entryPlaces.has(place) || bySources.has(place) || inTypes.has(place)) continue
      const inOwnFile = countOf(local, tree) > declared.get(local).length
      if (byTests.has(place) ? !inOwnFile : true) {
        faults.push(`${shown(file)}: ${byTests.has(place) ? 'only tests use' : 'no other file uses'} ${local}`)
      }
    }
  }
}

for (const fault of faults) console.log(fault)
console.log(`${entryPlaces.size} names in entries, ${faults.length} faults`)
process.exitCode = faults.length === 0 ? 0 : 1
