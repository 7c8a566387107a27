import { readFileSync } from 'node:fs'
import { freemem, totalmem } from 'node:os'
import { join } from 'node:path'

/** How the files of control groups are read: by the kernel's own names, or by a test. */
export type ReadText = (path: string) => string

const groups = '/sys/fs/cgroup'

const numberAfter = (key: string, text: string): number =>
  Number(new RegExp(`^${key} (\\d+)$`, 'm').exec(text)?.[1] ?? 0)

/**
 * What is taken of the limit of this process's control group (version 2), by whatever is in it: all that is charged to
 * it but files in the page cache, which make way.
 */
const takenOfLimit = (read: ReadText): number => {
  const group = /^0::(.*)$/m.exec(read('/proc/self/cgroup'))?.[1] ?? '/'
  const current = Number(read(join(groups, group, 'memory.current')))
  const stat = read(join(groups, group, 'memory.stat'))
  return current - numberAfter('active_file', stat) - numberAfter('inactive_file', stat)
}

/** The same, or where there are no such files (version 1, or no Linux) what this process itself has taken. */
const takenMemory = (read: ReadText, own: number): number => {
  try {
    const all = takenOfLimit(read)
    return Number.isFinite(all) ? all : own
  } catch {
    return own
  }
}

/**
 * Bytes that are left where the machine has `free`, `limit` says how many this process may have, and it has taken
 * `own`.
 */
export const leftOf = (free: number, limit: number, own: number, read: ReadText): number =>
  limit > 0 && limit < Number.MAX_SAFE_INTEGER ? Math.max(0, Math.min(free, limit - takenMemory(read, own))) : free

/**
 * On Linux MemAvailable, in which the page cache is free. Elsewhere what counts as free leaves out what makes way, so
 * all there is.
 */
const obtainable = (): number => (process.platform === 'linux' ? freemem() : totalmem())

/**
 * Bytes of memory that this process may still take: what the machine can give without swapping, as far as it says,
 * within the limit that was set for the process, if one was.
 */
export const availableMemory = (): number =>
  leftOf(obtainable(), process.constrainedMemory(), process.memoryUsage.rss(), (path) => readFileSync(path, 'utf8'))
