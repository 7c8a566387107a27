import { stat } from 'node:fs/promises'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { cacheFailure } from '../disk-failure.js'
import type { HubError } from '../errors.js'
import { ifThere } from '../if-there.js'

/** The size of a file in bytes, or `undefined` where there is none. `CacheUnusable`. */
export const fileSize = (path: string): TE.TaskEither<HubError, number | undefined> =>
  pipe(
    ifThere(() => stat(path), cacheFailure(path)),
    TE.map((status) => (status?.isFile() ? status.size : undefined)),
  )
