import { type FileHandle, open, symlink } from 'node:fs/promises'
import { either as E } from 'fp-ts'

/** What is to lie at `path`: `make` puts it under the temporary name that it is given. A `Left` or a throw ends it. */
export interface NewFile<Failure = never> {
  readonly path: string
  readonly make: (temporary: string) => Promise<E.Either<Failure, void>>
  /** Whether a symbolic link at `path` makes way itself; without it what the link leads to does, and the link stays. */
  readonly insteadOfLink?: true
}

/**
 * A file that `write` fills, piece after piece. It is flushed before it takes its name: else a machine that loses its
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
  insteadOfLink: true,
})
