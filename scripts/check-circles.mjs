// Fails on a circle of imports among the files of packages, imports of types included: the linter sees only those of values.
// usage: node scripts/check-circles.mjs
import { moduleAt } from './modules/module.mjs'
import { filesIn, packages, resolved, shown } from './modules/workspace.mjs'

const files = packages.flatMap(({ folder }) =>
  ['src', 'test'].flatMap((part) => filesIn(shown(`${folder}/${part}`), ['.ts', '.svelte'])),
)
const known = new Set(files)
const reachedFrom = new Map(
  files.map((file) => {
    const { imports, exported, stars } = moduleAt(file)
    const specifiers = [
      ...imports.map(({ specifier }) => specifier),
      ...[...exported.values()].flatMap(({ specifier }) => (specifier === undefined ? [] : [specifier])),
      ...stars,
    ]
    return [file, [...new Set(specifiers.map((one) => resolved(file, one)))].filter((one) => known.has(one))]
  }),
)

/** One way from a file back to itself in each knot, the shortest that a walk in breadth finds. */
const circleThrough = (start) => {
  const cameFrom = new Map()
  const queue = [start]
  for (const file of queue) {
    for (const next of reachedFrom.get(file)) {
      if (next === start) {
        const way = [start]
        for (let at = file; at !== start; at = cameFrom.get(at)) way.unshift(at)
        return [start, ...way]
      }
      if (!cameFrom.has(next)) {
        cameFrom.set(next, file)
        queue.push(next)
      }
    }
  }
  return undefined
}

const seen = new Set()
const circles = files.flatMap((file) => {
  if (seen.has(file)) return []
  const circle = circleThrough(file)
  for (const one of circle ?? []) seen.add(one)
  return circle === undefined ? [] : [circle]
})
for (const circle of circles) console.log(circle.map(shown).join('\n  -> '))
console.log(`${files.length} files, ${circles.length} circles`)
process.exitCode = circles.length === 0 ? 0 : 1
