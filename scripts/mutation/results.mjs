import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Results of a draw, or of a shard of it, in a file: written after each mutant, so that a run that was ended goes on. */

const same = (a, b) => ['seed', 'count', 'packages', 'sources'].every((key) => a[key] === b[key])

/** What an earlier run of the same draw left. */
export const earlier = (path, draw) => {
  if (!existsSync(path)) return []
  const found = JSON.parse(readFileSync(path, 'utf8'))
  return same(found, draw) ? found.mutants : []
}

export const keep = (path, draw, mutants) => {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${JSON.stringify({ ...draw, mutants }, null, 1)}\n`)
}

/** The results of several shards as one. Refused where they are of different draws or sources, or not the whole of one. */
export const added = (paths) => {
  const [first, ...rest] = paths.map((path) => JSON.parse(readFileSync(path, 'utf8')))
  for (const [at, one] of rest.entries())
    if (!same(first, one)) throw new Error(`${paths[at + 1]} is of another draw, or of other sources, than ${paths[0]}`)
  const mutants = [first, ...rest].flatMap((one) => one.mutants).toSorted((a, b) => a.id - b.id)
  const twice = mutants.find(({ id }, at) => mutants[at + 1]?.id === id)
  if (twice !== undefined) throw new Error(`mutant ${twice.id} is in two of them`)
  return { ...first, mutants }
}
