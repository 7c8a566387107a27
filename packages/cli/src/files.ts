import { access, constants, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { codeOf, messageOf } from '@sigmastream/core'
import type { RunRecord } from '@sigmastream/pipeline'
import {
  addFiles,
  type NewFile as FileToMake,
  fileOfBytes,
  NameTaken,
  removeTemporaries,
  replaceFiles,
  watchTemporaries,
} from '@sigmastream/tensor-files'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, failure, usage } from './errors.js'
import { checkNames } from './name-length.js'
import { underWay } from './under-way.js'

/** A file to be written whole. */
export interface NewFile {
  readonly path: string
  readonly bytes: Uint8Array
}

/** A file that is written a stretch at a time. */
export type WrittenFile = FileToMake<CliError>

/** What stands at a path: `null` for nothing, `other` for a device, a pipe or a socket. */
export type Kind = 'file' | 'folder' | 'other' | null

/** See `Kind`. */
export const kindAt = (path: string): Promise<Kind> =>
  stat(path).then(
    (found) => (found.isDirectory() ? 'folder' : found.isFile() ? 'file' : 'other'),
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

/**
 * Whether a file can be put at `path`: its name is not too long, its folder is there, nothing that is no file has its
 * name, and no file unless `force`.
 */
export const checkTarget = (option: string, path: string, force: boolean): TE.TaskEither<CliError, string> =>
  pipe(
    checkNames(option, path),
    TE.flatMap(() => checkNoFolder(option, path)),
    TE.flatMap(() => TE.fromTask(() => Promise.all([kindAt(path), kindAt(dirname(path))]))),
    TE.flatMap(([kind, parent]) => {
      if (kind === 'other')
        return TE.left(usage(`${option}: ${path} is no file that could be written whole: give the name of a file`))
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
watchTemporaries((path, there) => void underWay.emit('change', path, there))

/** What the file system said of files that were to be written, in words. */
const notWritten =
  (paths: readonly string[]) =>
  (cause: unknown): CliError => {
    const names = paths.join(', ')
    if (cause instanceof NameTaken)
      return failure(
        `after the last step: ${names} cannot be written: another program has put something at ${cause.path} meanwhile, which ` +
          'stays: give another name, or --force to replace it',
        cause,
      )
    const reason = codeOf(cause) || messageOf(cause)
    return failure(`after the last step: ${names} cannot be written (${reason})`, cause)
  }

/** What is made under a temporary name, or has its bytes already. */
export type OutputFile = NewFile | WrittenFile

/** A record as a file of its own. */
export const recordFile = (path: string, record: RunRecord): NewFile => ({
  path,
  bytes: new TextEncoder().encode(`${JSON.stringify(record)}\n`),
})

/** A file as something that is made under a temporary name. */
export const asMade = (file: OutputFile): WrittenFile => ('make' in file ? file : fileOfBytes(file.path, file.bytes))

/**
 * Writes files so that all appear whole or none does: all under temporary names first, which then become their own at
 * once. Without `force` nothing is replaced, whatever came meanwhile. Where it fails, no temporary file stays behind.
 */
export const writeFiles = (files: readonly OutputFile[], force: boolean): TE.TaskEither<CliError, void> =>
  (force ? replaceFiles : addFiles)<CliError>(files.map(asMade), notWritten(files.map(({ path }) => path)))
