import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { taskEither as TE } from 'fp-ts'
import type { StoreError } from '../error.js'
import { fromLocalDisk } from '../folder/disk-error.js'

/** What is in a file: its SHA-256, and how many bytes. */
export interface Content {
  readonly hash: string
  readonly bytes: number
}

/** What is in a file of this machine. Errors: `LocalFileFailed`. */
export const contentOf = (file: string): TE.TaskEither<StoreError, Content> =>
  TE.tryCatch(
    async () => {
      const hash = createHash('sha256')
      let bytes = 0
      for await (const piece of createReadStream(file)) {
        hash.update(piece)
        bytes += piece.length
      }
      return { hash: hash.digest('hex'), bytes }
    },
    (cause) => fromLocalDisk(file, cause),
  )
