import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { codeOf, messageOf } from '@sigmastream/core'
import {
  endOfLinks,
  type NewFile as FileToMake,
  FolderNotMade,
  sweepLeftovers,
  temporaryBeside,
} from '@sigmastream/tensor-files'
import { either as E, type task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, failure, usage } from '../errors.js'
import { checkWritable, type Kind, kindAt, type NewFile } from '../files.js'
import { checkNames } from '../name-length.js'
import type { Place } from './place.js'

/** Where frames are gathered while a run is under way: out of sight until their result is there. */
export interface FramesFolder {
  /** Keeps files by bare name; `null` where none are wanted. */
  readonly save: ((files: readonly NewFile[]) => TE.TaskEither<CliError, void>) | null
  /** What was gathered for one result, to be written together with it. */
  readonly gathered: T.Task<readonly FileToMake[]>
  /** Once they are written: removes the frames of an earlier run that none of this one has replaced. */
  readonly settle: T.Task<void>
  /** Forgets what was not written. */
  readonly discard: T.Task<void>
}

const frameName = /^step-\d{4,}(-\d+)?\.(npy|wav)$/

/** The name of a frame's files without extension; steps count from 0, the results from 1. */
export const frameFile = (step: number, { batch, item }: Place): string =>
  `step-${String(step).padStart(4, '0')}${batch === 1 ? '' : `-${item + 1}`}`

/** A folder that is not there yet, is empty, or may be replaced; its parent must be there. */
export const checkFolder = (
  option: '--save-frames' | '--preview',
  path: string,
  force: boolean,
): TE.TaskEither<CliError, string> =>
  pipe(
    checkNames(option, path),
    TE.flatMap(() =>
      TE.fromTask<readonly [Kind, Kind], CliError>(() => Promise.all([kindAt(path), kindAt(dirname(path))])),
    ),
    TE.flatMap(([kind, parent]) => {
      if (kind === 'file' || kind === 'other') return TE.left(usage(`${option}: ${path} is a file: give a folder`))
      if (parent !== 'folder')
        return TE.left(usage(`${option}: there is no folder ${dirname(path)}: give one that is there, or make it`))
      if (kind === null || force) return checkWritable(option, path)
      return pipe(
        TE.tryCatch(
          () => readdir(path),
          (cause): CliError => usage(`${option}: ${path} cannot be read (${messageOf(cause)}): give another folder`),
        ),
        TE.flatMap((names) =>
          names.length === 0
            ? TE.right(path)
            : TE.left(
                usage(`${option}: ${path} is not empty: give another folder, or --force to replace what is in it`),
              ),
        ),
      )
    }),
  )

const namesIn = (folder: string): Promise<readonly string[]> => readdir(folder).catch(() => [])

const movedFrom = (from: string, to: string): FileToMake => ({
  path: to,
  make: async (temporary) => E.right(await rename(from, temporary)),
})

const gatherBeside = (path: string, force: boolean): FramesFolder => {
  const staging = temporaryBeside(path)
  const failed = (cause: unknown): CliError =>
    failure(`--save-frames: ${messageOf(cause)}${cause instanceof FolderNotMade ? '; give another folder' : ''}`, cause)
  // A folder out of sight stands for `path`, which is the one that people know.
  const stage = (): Promise<void> =>
    mkdir(staging).catch((cause: unknown) => {
      if (codeOf(cause) !== 'EEXIST') throw new FolderNotMade(path, cause)
    })
  const state: { begun: boolean; staged: boolean; outdated: readonly string[]; saving: Promise<void> } = {
    begun: false,
    staged: false,
    outdated: [],
    saving: Promise.resolve(),
  }
  const write = async (files: readonly NewFile[]): Promise<void> => {
    // Once: a process that ends takes it away, and it must not come back.
    if (!state.staged) await stage()
    state.staged = true
    for (const { path: name, bytes } of files) await writeFile(join(staging, basename(name)), bytes, { flag: 'wx' })
  }
  /** The whole folder at once, where nothing but frames would make way for it; else each frame in its place. */
  const gathered = async (): Promise<readonly FileToMake[]> => {
    const [there, frames] = [await namesIn(path), await namesIn(staging)]
    const others = there.some((name) => !frameName.test(name))
    if (!state.begun && !(force && others)) return [movedFrom(staging, path)]
    if (!state.begun) state.outdated = there.filter((name) => frameName.test(name) && !frames.includes(name))
    return frames.map((name) => movedFrom(join(staging, name), join(path, name)))
  }
  return {
    save: (files) =>
      TE.tryCatch(() => {
        const saved = write(files)
        state.saving = saved.catch(() => undefined)
        return saved
      }, failed),
    gathered,
    settle: async () => {
      state.begun = true
      state.staged = false
      await Promise.all(state.outdated.map((name) => rm(join(path, name), { force: true })))
      state.outdated = []
    },
    // A run that is stopped waits for no frame, and one may be on its way into the folder.
    discard: () => state.saving.then(() => rm(staging, { recursive: true, force: true })),
  }
}

/**
 * Begins to gather frames for the folder `path`, beside it; with `force` they take the place of those in it. Errors: a
 * folder that cannot be made.
 */
export const openFramesFolder = (path: string, force: boolean): TE.TaskEither<CliError, FramesFolder> =>
  pipe(
    TE.tryCatch(
      async () => {
        const end = await endOfLinks(path)
        await sweepLeftovers(dirname(end))
        return gatherBeside(end, force)
      },
      (cause): CliError => failure(`--save-frames: ${messageOf(cause)}`, cause),
    ),
    // What cannot be made is told before the first step.
    TE.tap(({ save }) => save?.([]) ?? TE.right(undefined)),
  )
