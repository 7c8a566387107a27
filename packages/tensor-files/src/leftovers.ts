import { readdir, rm, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { isRunning, startTime } from './running.js'
import { ownerOf } from './temporary.js'

/**
 * What belongs to a process that cannot be asked about, on another machine, or whose number may be another's by now, is
 * left over when nobody has touched it for this long. Milliseconds.
 */
const aDay = 86_400_000

const isLeftOver = async (path: string, pid: number | null): Promise<boolean> => {
  if (pid !== null && !isRunning(pid)) return true
  const { mtimeMs } = await stat(path)
  return Date.now() - mtimeMs > aDay || (pid === process.pid && mtimeMs < startTime)
}

const swept = new Set<string>()

/**
 * Removes from a folder what runs that were killed left in it: files and folders with names of `temporaryBeside` whose
 * process is gone. A process looks into each folder once, when it first writes there. What cannot be removed stays.
 */
export const sweepLeftovers = async (folder: string): Promise<void> => {
  const path = resolve(folder)
  if (swept.has(path)) return
  swept.add(path)
  for (const name of await readdir(path).catch(() => [])) {
    const owner = ownerOf(name)
    if (owner === null) continue
    const left = join(path, name)
    const gone = await isLeftOver(left, owner.pid).catch(() => false)
    if (gone) await rm(left, { recursive: true, force: true }).catch(() => undefined)
  }
}
