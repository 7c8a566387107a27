import { ALL } from './imports.mjs'
import { moduleAt } from './module.mjs'
import { resolved } from './workspace.mjs'

/**
 * The names that a module exports, re-exports followed: name -> { file, local }, the place where it is declared. A name that
 * comes from outside the workspace has none.
 */
export const exportsOf = (file, at = resolved) => {
  const known = found.get(at) ?? new Map()
  found.set(at, known)
  if (!known.has(file)) known.set(file, readExports(file, at))
  return known.get(file)
}

/** What was found, by the way in which imports were followed. */
const found = new Map()

const readExports = (file, at) => {
  const { exported, stars } = moduleAt(file)
  const names = new Map()
  for (const star of stars) {
    const from = at(file, star)
    if (from !== undefined) for (const [name, place] of exportsOf(from, at)) names.set(name, place)
  }
  for (const [name, { local, specifier, name: original }] of exported) {
    const place = local !== undefined ? placeOf(file, local, at) : originOf(at(file, specifier), original, at)
    if (place !== undefined) names.set(name, place)
  }
  return names
}

/** Where a name that stands in a module is declared: there, or where it was imported from. */
export const placeOf = (file, local, at = resolved) => {
  const { declared, imports } = moduleAt(file)
  if (declared.has(local)) return { file, local }
  for (const { specifier, names, locals } of imports) {
    const i = locals.indexOf(local)
    if (i >= 0) return originOf(at(file, specifier), names[i], at)
  }
  return undefined
}

const originOf = (file, name, at) => {
  if (file === undefined || name === ALL) return undefined
  return exportsOf(file, at).get(name)
}
