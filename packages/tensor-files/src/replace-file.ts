import { type FileHandle, open, rename, rm, symlink } from 'node:fs/promises'
import { either as E, type taskEither as TE } from 'fp-ts'
import type { FileError } from './error.js'
import { reasonOf } from './system-error.js'
import { forgetTemporary, temporaryBeside } from './temporary.js'

/** What is to lie at `path`: `make` puts it under the temporary name that it is given. A `Left` or a throw ends it. */
export interface NewFile<Failure = never> {
  readonly path: string
  readonly make: (temporary: string) => Promise<E.Either<Failure, void>>
}

/**
 * A file that `write` fills, piece after piece; it may read what it wrote. It is flushed before it takes its name: else a machine that loses its
 * power could keep the name and not the bytes.
 */
export const fileWrittenBy = <Failure>(
  path: string,
  write: (file: FileHandle) => Promise<E.Either<Failure, void>>,
): NewFile<Failure> => ({
  path,
  make: async (temporary) => {
    const file = await open(temporary, 'wx+')
    try {
      const written = await write(file)
      if (E.isRight(written)) await file.sync()
      return written
    } finally {
      await file.close()
    }
  },
})

/** A file of these bytes. */
export const fileOfBytes = (path: string, bytes: Uint8Array): NewFile =>
  fileWrittenBy(path, async (file) => E.right(await file.writeFile(bytes)))

/** A symbolic link to `target`, which is relative to the folder of `path` unless it is absolute. */
export const linkTo = (path: string, target: string): NewFile => ({
  path,
  make: async (temporary) => E.right(await symlink(target, temporary)),
})

/**
 * Puts files at their paths, in the place of any that are there, each whole or not at all: all are made under temporary
 * names in the same folders first, then all renamed. Where one cannot be made none is renamed, and no temporary file
 * stays behind. Errors: what `make` answers with, and `failed` of what the file system throws.
 */
export const replaceFiles =
  <Failure>(files: readonly NewFile<Failure>[], failed: (cause: unknown) => Failure): TE.TaskEither<Failure, void> =>
  async () => {
    const staged = files.map(({ path, make }) => ({ path, make, temporary: temporaryBeside(path) }))
    try {
      for (const { make, temporary } of staged) {
        const made = await make(temporary)
        if (E.isLeft(made)) return made
      }
      for (const { path, temporary } of staged) await rename(temporary, path)
      return E.right(undefined)
    } catch (cause) {
      return E.left(failed(cause))
    } finally {
      for (const { temporary } of staged) {
        // What cannot be removed stays on the list for the end of the process.
        await rm(temporary, { force: true }).then(
          () => forgetTemporary(temporary),
          () => undefined,
        )
      }
    }
  }

/** `replaceFiles` for one file whose bytes are at hand. Errors: `FileNotWritable`. */
export const replaceFile = (path: string, bytes: Uint8Array): TE.TaskEither<FileError, void> =>
  replaceFiles<FileError>([fileOfBytes(path, bytes)], (cause) => ({
    _tag: 'FileNotWritable',
    file: path,
    reason: reasonOf(cause).reason,
  }))
