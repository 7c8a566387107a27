import { createHash } from 'node:crypto'
import type { Checkpoint } from './checkpoint.js'
import type { StoredWeight } from './weights.js'

/** Goes up whenever what is hashed, or what is made of a checkpoint, changes. */
const VERSION = 1

/** JSON with the keys of every object in order, so that equal values have equal texts. */
export const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(',')}}`
}

/** Files by the order in which the sorted weights name them: their paths differ from machine to machine. */
const ordinals = (weights: readonly StoredWeight[]): ReadonlyMap<string, number> =>
  new Map([...new Set(weights.flatMap(({ parts }) => parts.map(({ file }) => file)))].map((file, i) => [file, i]))

/**
 * The SHA-256, in hexadecimal, of what can be known of a checkpoint without reading its weights: every configuration, and of
 * every weight its name, type, shape and place. The same on every machine, under any path, through links or not. Tensors
 * follow each other without holes, so the places fix the sizes of the files too; the values of the weights are not in it.
 */
export const checkpointKey = ({ configs, stored }: Checkpoint): string => {
  const sorted = stored.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const files = ordinals(sorted)
  const places = sorted.map(({ name, shape, parts }) =>
    [name, shape, parts.map(({ type, file, offset, length }) => [type, files.get(file) ?? 0, offset, length])])
  return createHash('sha256').update(canonical([VERSION, configs, places])).digest('hex')
}
