import { open, readFile, rm, stat, utimes } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { codeOf } from '@sigmastream/core'
import { makeFolder } from '@sigmastream/tensor-files'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { HubError } from './errors.js'
import { cacheFailure, isAbsent } from './system-error.js'

/** How often the one who holds a lock says so, and when one that nobody touched any more is nobody's. Milliseconds. */
const BEAT = 5000
const STALE = 60_000

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch (cause) {
    return codeOf(cause) === 'EPERM'
  }
}

/** Whether the process that made a lock is gone: it is not there any more, or has not touched its lock for a minute. */
const isAbandoned = async (lock: string): Promise<boolean> => {
  try {
    const [host, pid] = (await readFile(lock, 'utf8')).split('\n')
    const { mtimeMs } = await stat(lock)
    return Date.now() - mtimeMs > STALE || (host === hostname() && /^\d+$/.test(pid ?? '') && !isRunning(Number(pid)))
  } catch (cause) {
    if (isAbsent(cause)) return true
    throw cause
  }
}

const create = async (lock: string): Promise<boolean> => {
  try {
    const handle = await open(lock, 'wx')
    await handle.writeFile(`${hostname()}\n${process.pid}\n`).finally(() => handle.close())
    return true
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') return false
    throw cause
  }
}

const take = async (lock: string): Promise<boolean> => {
  await makeFolder(dirname(lock))
  if (await create(lock)) return true
  if (!(await isAbandoned(lock))) return false
  await rm(lock, { force: true })
  return create(lock)
}

/**
 * Runs a task while the file `lock` says that nobody else may: two processes that write one file would spoil it after
 * it was checked. `InUse`, `CacheUnusable`, and the errors of the task.
 */
export const withLock = <A>(
  repository: string,
  lock: string,
  task: TE.TaskEither<HubError, A>,
): TE.TaskEither<HubError, A> =>
  pipe(
    TE.tryCatch(() => take(lock), cacheFailure(lock)),
    TE.flatMap((taken) => {
      if (!taken) return TE.left<HubError, A>({ _tag: 'InUse', repository, lock })
      return async () => {
        const beat = setInterval(() => {
          const now = new Date()
          utimes(lock, now, now).catch(() => undefined)
        }, BEAT).unref()
        try {
          return await task()
        } finally {
          clearInterval(beat)
          await rm(lock, { force: true }).catch(() => undefined)
        }
      }
    }),
  )
