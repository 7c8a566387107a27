import { takeLock } from '@sigmastream/tensor-files'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { cacheFailure } from '../disk-failure.js'
import type { HubError } from '../errors.js'

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
    TE.tryCatch(() => takeLock(lock), cacheFailure(lock)),
    TE.flatMap((taken) =>
      E.isLeft(taken)
        ? TE.left<HubError, A>({ _tag: 'InUse', repository, lock })
        : () => task().finally(taken.right.release),
    ),
  )
