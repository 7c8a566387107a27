import { resolve } from 'node:path'
import type { NewFile } from '@sigmastream/tensor-files'
import { either as E, type task as T } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { RenderError } from '../errors.js'
import { hashOf } from '../read-clip.js'
import { type StoredTake, writeNote } from './folder.js'
import type { WrittenFile } from './take-note.js'

/**
 * The files of a take, made so that its note tells of all of them, with their hashes, before the first takes its name:
 * whoever finds them after a kill can tell whether they are those. Errors: `failed` of what the note or a hash fails at.
 */
export const announceFiles = <Failure>(
  take: StoredTake,
  files: readonly NewFile<Failure>[],
  failed: (error: RenderError) => Failure,
): readonly NewFile<Failure>[] => {
  const written: WrittenFile[] = []
  return files.map((file) => ({
    ...file,
    make: async (temporary) => {
      const made = await file.make(temporary)
      if (E.isLeft(made)) return made
      const hash = await hashOf(temporary)()
      if (E.isLeft(hash)) return E.left(failed(hash.left))
      written.push({ path: resolve(file.path), hash: hash.right })
      if (written.length < files.length) return made
      return pipe(await writeNote({ ...take, written })(), E.mapLeft(failed))
    },
  }))
}

/** What is there of what a take was written to: all of it, none, nothing but parts of it, or something else. */
export type WrittenState = 'whole' | 'none' | 'parts' | 'other'

/** Whether what a take was written to is there, as it was written. */
export const writtenState =
  ({ written }: Pick<StoredTake, 'written'>): T.Task<WrittenState> =>
  async () => {
    const there = await Promise.all(
      (written ?? []).map(async ({ path, hash }) => {
        const now = await hashOf(path)()
        return E.isLeft(now) ? 'none' : now.right === hash ? 'whole' : 'other'
      }),
    )
    if (there.includes('other')) return 'other'
    return there.includes('whole') ? (there.includes('none') ? 'parts' : 'whole') : 'none'
  }
