// What a run leaves in its folder, and what is wrong with it.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

/** The path of every file below a folder, from the folder on. */
export const pathsIn = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))

/** The note of a take, with paths from the folder on: it is the same before and after it says what the take was written to. */
const plainNote = (folder, bytes) => {
  try {
    return JSON.stringify({ ...JSON.parse(bytes.toString('utf8').replaceAll(folder, '.')), written: null })
  } catch {
    return bytes
  }
}

/** Every file below a folder, links followed, with a hash of its bytes; of notes of takes, of what they say. */
export const filesIn = (folder) =>
  new Map(
    pathsIn(folder).map((path) => {
      const bytes = readFileSync(join(folder, path))
      const hashed = path.endsWith('take.json') ? plainNote(folder, bytes) : bytes
      return [path, createHash('sha256').update(hashed).digest('hex')]
    }),
  )

/** Under way, by its name: no one takes it for a result. */
export const isHidden = (path) => /(^|\/)\.[^/]*\.tmp(\/|$)|\.incomplete$|\.lock$|\.partial\//.test(path)

/** The files that are not hidden. */
export const visible = (files) => new Map([...files].filter(([path]) => !isHidden(path)))

/** Whether a name in the folder is of a result, not of a cache. */
export const isResult = (path) => /^(out|frames)/.test(path)

/** Which result a file belongs to: its number in a batch; `null` for caches, whose files stand for themselves. */
export const resultOf = (path) => (isResult(path) ? (/-(\d+)\.\w+(\.json)?$/.exec(path)?.[1] ?? '') : null)

/** What is wrong with what a killed run left: `allowed` are whole states, such as nothing, or an earlier result. */
export const faultsOf = (left, allowed) => {
  const broken = [...left].filter(([path, hash]) => !allowed.some((state) => state.get(path) === hash))
  const results = new Set([...left.keys(), ...allowed.flatMap((state) => [...state.keys()])].map(resultOf))
  results.delete(null)
  const partOf = (state, result) => JSON.stringify([...state].filter(([path]) => resultOf(path) === result).toSorted())
  const torn = [...results].filter((result) => !allowed.some((state) => partOf(state, result) === partOf(left, result)))
  return [
    ...broken.map(([path]) => `${path} is not whole`),
    ...torn.map((result) => `result ${result === '' ? '1' : result} is there in parts`),
  ]
}
