import { createHash, randomBytes } from 'node:crypto'
import { readFileSync, readlinkSync, rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'

/** Told of each temporary name: whether something may lie under it from now on. */
export type TemporaryWatch = (path: string, there: boolean) => void

// Names given out in this process, for when it has to end at once, and who wants to know of them.
const underWay = new Set<string>()
const watches = new Set<TemporaryWatch>()

const tell = (path: string, there: boolean): void => watches.forEach((watch) => watch(path, there))

const unlessAbsent = (read: () => string): string => {
  try {
    return read()
  } catch {
    return '' // only Linux has it
  }
}

/**
 * Where process numbers mean one process: a machine since it was started, or a container on it, which has numbers of
 * its own. A folder on a network is shared by machines that may have one name: what another writes there is not to be
 * taken for that of a process that is gone here.
 */
const places = [
  hostname(),
  unlessAbsent(() => readlinkSync('/proc/self/ns/pid')),
  unlessAbsent(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')),
]

const machine = createHash('sha256').update(places.join('\n')).digest('hex').slice(0, 8)

/** Who gave out a temporary name: `pid` is null where it was a process of another machine or container. */
export interface TemporaryOwner {
  readonly pid: number | null
}

/**
 * A name in the folder of `path` that no one else has: what is under way lies there until it is whole. Short, whatever
 * `path` is, and it says which process it belongs to. It stays on the list of `removeTemporaries` until
 * `forgetTemporary`.
 */
export const temporaryBeside = (path: string): string => {
  const name = `.sigmastream-${machine}-${process.pid}-${randomBytes(6).toString('hex')}.tmp`
  const temporary = join(dirname(path), name)
  underWay.add(temporary)
  tell(temporary, true)
  return temporary
}

const form = /^\.sigmastream-(?:([0-9a-f]{8})-(\d{1,10})-)?[0-9a-f-]{12,36}\.tmp$/

/** Whose temporary file a bare name is, as `temporaryBeside` makes them; `null` for any other name. */
export const ownerOf = (name: string): TemporaryOwner | null => {
  const [match, place, pid] = form.exec(name) ?? []
  return match === undefined ? null : { pid: place === machine ? Number(pid) : null }
}

/**
 * Takes a name of `temporaryBeside` off the list: it was renamed, or removed.
 *
 * @internal
 */
export const forgetTemporary = (temporary: string): void => {
  underWay.delete(temporary)
  tell(temporary, false)
}

/** Removes whatever is still under way, at once: the last thing a process does. */
export const removeTemporaries = (): void => underWay.forEach((path) => rmSync(path, { recursive: true, force: true }))

/** Tells of every temporary name from now on: whoever ends a process for another thread removes its files too. */
export const watchTemporaries = (watch: TemporaryWatch): void => void watches.add(watch)
