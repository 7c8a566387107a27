import { readlink, realpath, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { either as E, type taskEither as TE } from 'fp-ts'
import type { FileError } from './error.js'
import { sweepLeftovers } from './leftovers.js'
import { fileOfBytes, type NewFile } from './new-file.js'
import { publish } from './publish.js'
import { reasonOf } from './system-error.js'
import { forgetTemporary, temporaryBeside } from './temporary.js'

/** As many links as a system follows. */
const mostLinks = 40

/** Where writing to a path arrives when links are followed, which may lead to where nothing is yet. */
export const endOfLinks = async (path: string, links: number = mostLinks): Promise<string> => {
  if (links === 0) return path
  const folder = await realpath(dirname(path)).catch(() => dirname(path))
  const here = join(folder, basename(path))
  const target = await readlink(here).catch(() => null)
  return target === null ? here : endOfLinks(resolve(folder, target), links - 1)
}

const placeFiles =
  <Failure>(
    files: readonly NewFile<Failure>[],
    failed: (cause: unknown) => Failure,
    replace: boolean,
  ): TE.TaskEither<Failure, void> =>
  async () => {
    const staged = await Promise.all(
      files.map(async ({ path: given, make, insteadOfLink }) => {
        const path = insteadOfLink === true ? given : await endOfLinks(given)
        return { path, make, temporary: temporaryBeside(path) }
      }),
    )
    try {
      for (const { path } of staged) await sweepLeftovers(dirname(path))
      for (const { make, temporary } of staged) {
        const made = await make(temporary)
        if (E.isLeft(made)) return made
      }
      publish(staged, replace)
      return E.right(undefined)
    } catch (cause) {
      return E.left(failed(cause))
    } finally {
      for (const { temporary } of staged) {
        // What cannot be removed stays on the list for the end of the process.
        await rm(temporary, { recursive: true, force: true }).then(
          () => forgetTemporary(temporary),
          () => undefined,
        )
      }
    }
  }

/**
 * Puts files at their paths, in the place of any that are there, each whole or not at all: all are made under temporary
 * names in the same folders first, then all renamed. A file keeps the mode of the one that it replaces, and a symbolic
 * link to it stays. Where one cannot be made none is renamed, and no temporary file stays behind; those of runs that
 * were killed are removed from the folders. Errors: what `make` answers with, and `failed` of what the file system
 * throws.
 */
export const replaceFiles = <Failure>(
  files: readonly NewFile<Failure>[],
  failed: (cause: unknown) => Failure,
): TE.TaskEither<Failure, void> => placeFiles(files, failed, true)

/**
 * The same where nothing may be replaced: a file that is there, or comes while these are made, stays, and none of these
 * appears. `failed` is then given a `NameTaken`.
 */
export const addFiles = <Failure>(
  files: readonly NewFile<Failure>[],
  failed: (cause: unknown) => Failure,
): TE.TaskEither<Failure, void> => placeFiles(files, failed, false)

/** `replaceFiles` for one file whose bytes are at hand. Errors: `FileNotWritable`. */
export const replaceFile = (path: string, bytes: Uint8Array): TE.TaskEither<FileError, void> =>
  replaceFiles<FileError>([fileOfBytes(path, bytes)], (cause) => ({
    _tag: 'FileNotWritable',
    file: path,
    reason: reasonOf(cause).reason,
  }))
