import { access, constants, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { messageOf } from '@sigmastream/core'
import { fileOfBytes, type NewFile as MadeFile, removeTemporaries, replaceFiles } from '@sigmastream/tensor-files'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, failure, usage } from './errors.js'

/** A file to be written whole. */
export interface NewFile {
  readonly path: string
  readonly bytes: Uint8Array
}

/** A file that is written a stretch at a time. */
export type WrittenFile = MadeFile<CliError>

/** What stands at a path: `null` for nothing. */
export type Kind = 'file' | 'folder' | null

/** See `Kind`. */
export const kindAt = (path: string): Promise<Kind> =>
  stat(path).then(
    (found) => (found.isDirectory() ? 'folder' : 'file'),
    () => null,
  )

/** A usage error where a folder stands at `path`. */
export const checkNoFolder = (option: string, path: string): TE.TaskEither<CliError, void> =>
  pipe(
    TE.fromTask<Kind, CliError>(() => kindAt(path)),
    TE.flatMap((kind) =>
      kind === 'folder'
        ? TE.left(usage(`${option}: ${path} is a folder: give the name of a file`))
        : TE.right(undefined),
    ),
  )

/** A usage error where nothing can be put into the folder of `path`. */
export const checkWritable = (option: string, path: string): TE.TaskEither<CliError, string> =>
  TE.tryCatch(
    () => access(dirname(path), constants.W_OK).then(() => path),
    () => usage(`${option}: the folder ${dirname(path)} cannot be written to: give another`),
  )

/** Whether a file can be put at `path`: its folder is there, no folder has its name, and no file unless `force`. */
export const checkTarget = (option: string, path: string, force: boolean): TE.TaskEither<CliError, string> =>
  pipe(
    checkNoFolder(option, path),
    TE.flatMap(() => TE.fromTask(() => Promise.all([kindAt(path), kindAt(dirname(path))]))),
    TE.flatMap(([kind, parent]) => {
      if (kind !== null && !force)
        return TE.left(usage(`${option}: ${path} exists: give another name, or --force to replace it`))
      return parent === 'folder'
        ? checkWritable(option, path)
        : TE.left(usage(`${option}: there is no folder ${dirname(path)}: give one that is there, or make it`))
    }),
  )

/** No two of what is written must have one name, nor names that are one where case does not count. */
export const checkDistinct = (
  targets: readonly (readonly [option: string, path: string])[],
): TE.TaskEither<CliError, void> => {
  const paths = targets.map(([, path]) => resolve(path).normalize().toLowerCase())
  const first = new Map(paths.map((path, i) => [path, i] as const).toReversed())
  const twice = targets.find((_, i) => first.get(paths[i]!) !== i) // as many paths as targets
  return twice === undefined
    ? TE.right(undefined)
    : TE.left(usage(`${twice[0]}: ${twice[1]} is written by another option or line too: give another name`))
}

// The last thing a process does: removes whatever is still under way, at once.
process.once('exit', removeTemporaries)

/**
 * Writes files so that each appears whole or not at all: all under temporary names first, then all renamed. Where it
 * fails, no temporary file stays behind.
 */
export const writeFiles = (files: readonly (NewFile | WrittenFile)[]): TE.TaskEither<CliError, void> => {
  const reason = (cause: unknown): string =>
    cause instanceof Error && 'code' in cause ? String(cause.code) : messageOf(cause)
  const names = files.map(({ path }) => path).join(', ')
  return replaceFiles<CliError>(
    files.map((file) => ('bytes' in file ? fileOfBytes(file.path, file.bytes) : file)),
    (cause) => failure(`after the last step: ${names} cannot be written (${reason(cause)})`, cause),
  )
}
