import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { cacheFailure } from '../disk-failure.js'
import type { HubError } from '../errors.js'
import type { HubFile } from '../listing/listing.js'

/**
 * Reads a file back from the disk and checks that it hashes to what the hub listed: SHA-256, or git's SHA-1 of a blob,
 * which begins with its size. `WrongBytes`, `CacheUnusable`, `Aborted`.
 */
export const verifyFile = (file: HubFile, path: string, signal: AbortSignal): TE.TaskEither<HubError, void> => {
  const { kind, hex } = file.hash
  const hash = kind === 'sha256' ? createHash('sha256') : createHash('sha1').update(`blob ${file.size}\0`)
  return pipe(
    TE.tryCatch(() => pipeline(createReadStream(path), hash, { signal }), cacheFailure(path)),
    TE.map(() => hash.digest('hex')),
    TE.flatMap(
      (found): TE.TaskEither<HubError, void> =>
        found === hex
          ? TE.right(undefined)
          : TE.left({ _tag: 'WrongBytes', file: file.path, expected: `${kind} ${hex}`, found: `${kind} ${found}` }),
    ),
  )
}
