import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { messageOf } from '@sigmastream/core'
import { temporaryBeside } from '@sigmastream/tensor-files'
import { type task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, failure, usage } from '../errors.js'
import { checkWritable, type Kind, kindAt, type NewFile } from '../files.js'
import type { Place } from './place.js'

/** Where frames are gathered while a run is under way: out of sight until all are there. */
export interface FramesFolder {
  /** Keeps files by bare name; `null` where none are wanted. */
  readonly save: ((files: readonly NewFile[]) => TE.TaskEither<CliError, void>) | null
  /** Puts every frame where it was asked for, in the place of those of an earlier run. */
  readonly publish: TE.TaskEither<CliError, void>
  /** Forgets what was not published. */
  readonly discard: T.Task<void>
}

const frameName = /^step-\d{4,}(-\d+)?\.(npy|wav)$/

/** The name of a frame's files without extension; steps count from 0, the results from 1. */
export const frameFile = (step: number, { batch, item }: Place): string =>
  `step-${String(step).padStart(4, '0')}${batch === 1 ? '' : `-${item + 1}`}`

/** A folder that is not there yet, is empty, or may be replaced; its parent must be there. */
export const checkFolder = (path: string, force: boolean): TE.TaskEither<CliError, string> =>
  pipe(
    TE.fromTask<readonly [Kind, Kind], CliError>(() => Promise.all([kindAt(path), kindAt(dirname(path))])),
    TE.flatMap(([kind, parent]) => {
      if (kind === 'file') return TE.left(usage(`--save-frames: ${path} is a file: give a folder`))
      if (parent !== 'folder')
        return TE.left(usage(`--save-frames: there is no folder ${dirname(path)}: give one that is there, or make it`))
      if (kind === null || force) return checkWritable('--save-frames', path)
      return pipe(
        TE.tryCatch(
          () => readdir(path),
          (cause): CliError =>
            usage(`--save-frames: ${path} cannot be read (${messageOf(cause)}): give another folder`),
        ),
        TE.flatMap((names) =>
          names.length === 0
            ? TE.right(path)
            : TE.left(
                usage(`--save-frames: ${path} is not empty: give another folder, or --force to replace its frames`),
              ),
        ),
      )
    }),
  )

const moveInto = async (from: string, to: string): Promise<void> => {
  await mkdir(to, { recursive: true })
  const earlier = (await readdir(to)).filter((name) => frameName.test(name))
  await Promise.all(earlier.map((name) => rm(join(to, name))))
  for (const name of await readdir(from)) await rename(join(from, name), join(to, name))
}

/** Begins to gather frames for the folder `path`, beside it. Errors: a folder that cannot be made. */
export const openFramesFolder = (path: string): TE.TaskEither<CliError, FramesFolder> => {
  const staging = temporaryBeside(path)
  const failed = (cause: unknown): CliError => failure(`--save-frames: ${messageOf(cause)}`, cause)
  const discard = (): Promise<void> => rm(staging, { recursive: true, force: true })
  return pipe(
    TE.tryCatch(() => mkdir(staging), failed),
    TE.map(() => ({
      save: (files) =>
        TE.tryCatch(async () => {
          for (const { path: name, bytes } of files)
            await writeFile(join(staging, basename(name)), bytes, { flag: 'wx' })
        }, failed),
      publish: TE.tryCatch(() => moveInto(staging, path).then(discard), failed),
      discard,
    })),
  )
}
