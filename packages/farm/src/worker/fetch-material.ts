import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf } from '@sigmastream/core'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Job } from '../job/job.js'
import type { StoreError } from '../store/error.js'
import type { FarmStore } from '../store/farm-store.js'
import { frameFile } from './maker.js'

/** Fetches the sounds of a job into its folder: where each lies, by its hash. */
export const fetchSounds = (
  { sounds }: Job,
  folder: string,
  store: Pick<FarmStore, 'fetchSound'>,
): TE.TaskEither<StoreError, ReadonlyMap<string, string>> => {
  const into = join(folder, 'sounds')
  return pipe(
    TE.tryCatch(
      () => mkdir(into),
      (cause): StoreError => ({ _tag: 'LocalFileFailed', path: into, message: messageOf(cause) }),
    ),
    TE.flatMap(() =>
      pipe(
        [...new Set(sounds)],
        TE.traverseSeqArray((hash) =>
          pipe(
            store.fetchSound(hash, join(into, hash)),
            TE.map(() => [hash, join(into, hash)] as const),
          ),
        ),
      ),
    ),
    TE.map((files) => new Map(files)),
  )
}

/**
 * Fetches the newest checkpoint of a class among the frames of a job: after how many steps it is, 0 where there is none.
 * One that is damaged is told of, and is none.
 */
export const fetchCheckpoint = (
  { id }: Job,
  bitsClass: string,
  folder: string,
  store: Pick<FarmStore, 'fetchCheckpoint'>,
  told: (error: StoreError) => void,
): TE.TaskEither<StoreError, number> =>
  pipe(
    store.fetchCheckpoint(id, bitsClass, (done) => frameFile(folder, done)),
    TE.map((done) => done ?? 0),
    TE.orElse((error) => {
      if (error._tag !== 'StoreDamaged' && error._tag !== 'StoreMissing') return TE.left(error)
      told(error)
      return TE.right(0)
    }),
  )
