import { randomUUID } from 'node:crypto'
import { rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { FileError } from './error.js'
import { reasonOf } from './system-error.js'

const unwritable =
  (file: string) =>
  (cause: unknown): FileError => ({
    _tag: 'FileNotWritable',
    file,
    reason: reasonOf(cause).reason,
  })

/**
 * Puts a whole file at `path`, in the place of any that is there: written under a temporary name in the same folder and
 * renamed, so that no one sees half of it; on failure the temporary file is removed. `FileNotWritable`.
 */
export const replaceFile = (path: string, bytes: Uint8Array): TE.TaskEither<FileError, void> => {
  const temporary = join(dirname(path), `.${basename(path).slice(0, 100)}.${randomUUID()}.tmp`)
  return pipe(
    TE.tryCatch(() => writeFile(temporary, bytes, { flag: 'wx' }), unwritable(path)),
    TE.flatMap(() => TE.tryCatch(() => rename(temporary, path), unwritable(path))),
    TE.orElse((error) =>
      pipe(
        TE.tryCatch(() => rm(temporary, { force: true }), unwritable(path)),
        TE.matchE(
          () => TE.left(error),
          () => TE.left(error),
        ),
      ),
    ),
  )
}
