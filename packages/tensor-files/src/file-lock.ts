import { link, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { codeOf } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { makeFolder } from './make-folder.js'
import { isRunning, startTime } from './running.js'
import { forgetTemporary, temporaryBeside } from './temporary.js'

/** Who holds a lock: a process on a machine, and what it says of itself. */
export interface LockHolder {
  readonly host: string
  readonly pid: number
  readonly note: string
}

/** A lock that this process holds. */
export interface FileLock {
  readonly release: () => Promise<void>
}

/** How often the one who holds a lock says so, and when one that nobody touched any more is nobody's. Milliseconds. */
const beat = 5000
const stale = 60_000

/** A lock as it lies there. */
interface LockFile {
  readonly text: string
  readonly touched: number
}

const find = async (lock: string): Promise<LockFile | null> => {
  try {
    return { text: await readFile(lock, 'utf8'), touched: (await stat(lock)).mtimeMs }
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return null
    throw cause
  }
}

const holderOf = ({ text }: LockFile): LockHolder => {
  const [host = '', pid = '', note = ''] = text.split('\n')
  return { host, pid: /^\d+$/.test(pid) ? Number(pid) : 0, note }
}

/** Whether the process that made a lock is gone: it is not there any more, or has not touched its lock for a minute. */
const isAbandoned = (found: LockFile): boolean => {
  const { host, pid } = holderOf(found)
  if (Date.now() - found.touched > stale) return true
  if (host !== hostname() || pid === 0) return false
  return !isRunning(pid) || (pid === process.pid && found.touched < startTime)
}

const create = async (lock: string, note: string): Promise<boolean> => {
  try {
    const handle = await open(lock, 'wx')
    await handle.writeFile(`${hostname()}\n${process.pid}\n${note}\n`).finally(() => handle.close())
    return true
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') return false
    throw cause
  }
}

/** Takes an abandoned lock away. Another may have done so, and hold one of its own there by now: that is put back. */
const remove = async (lock: string, abandoned: LockFile): Promise<void> => {
  const aside = temporaryBeside(lock)
  try {
    await rename(lock, aside)
    if ((await readFile(aside, 'utf8')) !== abandoned.text) await link(aside, lock)
  } catch (cause) {
    if (codeOf(cause) !== 'ENOENT' && codeOf(cause) !== 'EEXIST') throw cause
  } finally {
    await rm(aside, { force: true })
    forgetTemporary(aside)
  }
}

const hold = (lock: string): FileLock => {
  const beating = setInterval(() => {
    const now = new Date()
    utimes(lock, now, now).catch(() => undefined)
  }, beat).unref()
  return {
    release: async () => {
      clearInterval(beating)
      await rm(lock, { force: true }).catch(() => undefined)
    },
  }
}

/**
 * Takes a lock, which is a file that says who has it and `note`, in one line; its folder is made where it is not there. One
 * whose process is gone is taken over: a process that is killed blocks nobody. Left: who has it. Throws what the disk fails at.
 */
export const takeLock = async (lock: string, note = ''): Promise<E.Either<LockHolder, FileLock>> => {
  await makeFolder(dirname(lock))
  if (await create(lock, note)) return E.right(hold(lock))
  const found = await find(lock)
  if (found !== null && !isAbandoned(found)) return E.left(holderOf(found))
  if (found !== null) await remove(lock, found)
  if (await create(lock, note)) return E.right(hold(lock))
  const other = await find(lock)
  return E.left(other === null ? { host: hostname(), pid: 0, note: '' } : holderOf(other))
}
