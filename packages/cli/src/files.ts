import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { access, constants, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { messageOf } from '@sigmastream/core'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, failure, usage } from './errors.js'

/** A file to be written whole. */
export interface NewFile {
  readonly path: string
  readonly bytes: Uint8Array
}

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

// Names given out in this process, for when it has to end at once.
const underWay = new Set<string>()

/** Removes whatever is still under way, at once: the last thing a process does. */
const removeTemporaries = (): void => underWay.forEach((path) => rmSync(path, { recursive: true, force: true }))

/**
 * A name in the folder of `path` that no one else has: what is under way lies there until it is whole, and is removed
 * when the process ends before that. Short, whatever `path` is.
 */
export const temporaryBeside = (path: string): string => {
  const temporary = join(dirname(path), `.sigmastream-${randomUUID()}.tmp`)
  if (underWay.size === 0) process.once('exit', removeTemporaries)
  underWay.add(temporary)
  return temporary
}

/**
 * Writes files so that each appears whole or not at all: all under temporary names first, then all renamed. Where it
 * fails, no temporary file stays behind.
 */
export const writeFiles = (files: readonly NewFile[]): TE.TaskEither<CliError, void> => {
  const staged = files.map((file) => ({ ...file, temporary: temporaryBeside(file.path) }))
  const write = async (): Promise<void> => {
    try {
      for (const { temporary, bytes } of staged) await writeFile(temporary, bytes, { flag: 'wx' })
      for (const { temporary, path } of staged) await rename(temporary, path)
    } catch (cause) {
      await Promise.all(staged.map(({ temporary }) => rm(temporary, { force: true })))
      throw cause
    }
  }
  const reason = (cause: unknown): string =>
    cause instanceof Error && 'code' in cause ? String(cause.code) : messageOf(cause)
  const names = files.map(({ path }) => path).join(', ')
  return TE.tryCatch(write, (cause) =>
    failure(`after the last step: ${names} cannot be written (${reason(cause)})`, cause),
  )
}
