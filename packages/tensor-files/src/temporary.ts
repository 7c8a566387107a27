import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { dirname, join } from 'node:path'

// Names given out in this process, for when it has to end at once.
const underWay = new Set<string>()

/**
 * A name in the folder of `path` that no one else has: what is under way lies there until it is whole. Short, whatever
 * `path` is. It stays on the list of `removeTemporaries` until `forgetTemporary`.
 */
export const temporaryBeside = (path: string): string => {
  const temporary = join(dirname(path), `.sigmastream-${randomUUID()}.tmp`)
  underWay.add(temporary)
  return temporary
}

/**
 * Takes a name of `temporaryBeside` off the list: it was renamed, or removed.
 *
 * @internal
 */
export const forgetTemporary = (temporary: string): void => {
  underWay.delete(temporary)
}

/** Removes whatever is still under way, at once: the last thing a process does. */
export const removeTemporaries = (): void => underWay.forEach((path) => rmSync(path, { recursive: true, force: true }))
