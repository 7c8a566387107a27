import { realpath } from 'node:fs/promises'
import { dirname } from 'node:path'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { StableAudioError } from '../errors.js'
import { packingFailure } from './errors.js'
import { originOf, type PackedFile, type PackingSource, readPacked } from './read.js'

/** What was just written to `path`, as a run reads it. Errors: `PackingFolderUnusable`, where it is not read again. */
export const readBack = (path: string, packed: PackingSource): TE.TaskEither<StableAudioError, PackedFile> =>
  pipe(
    TE.tryCatch((): Promise<string> => realpath(path), packingFailure(path)),
    TE.flatMapTask((real) => readPacked(real, originOf(packed))),
    TE.flatMap(
      TE.fromOption(
        (): StableAudioError => ({
          _tag: 'PackingFolderUnusable',
          path: dirname(path),
          reason: 'what was written there is not read again',
        }),
      ),
    ),
  )
