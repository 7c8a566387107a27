import { stat } from 'node:fs/promises'
import { isAbsent } from '@sigmastream/tensor-files'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { cacheFailure } from '../disk-failure.js'
import type { HubError } from '../errors.js'

/** The size of a file in bytes, or `undefined` where there is none. `CacheUnusable`. */
export const fileSize = (path: string): TE.TaskEither<HubError, number | undefined> =>
  pipe(
    TE.tryCatch(
      () => stat(path),
      (cause) => cause,
    ),
    TE.map((status) => (status.isFile() ? status.size : undefined)),
    TE.orElse(
      (cause): TE.TaskEither<HubError, number | undefined> =>
        isAbsent(cause) ? TE.right(undefined) : TE.left(cacheFailure(path)(cause)),
    ),
  )
