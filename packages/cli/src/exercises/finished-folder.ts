import { mkdir, readdir, readFile, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf } from '@sigmastream/core'
import { type ExerciseSettings, type FinishedRuns, type NotKept, readLatent } from '@sigmastream/course'
import { encodeNpy } from '@sigmastream/tensor-files'
import { either as E, type task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, describeCliError, failure, usage } from '../errors.js'
import { type Kind, kindAt, writeFiles } from '../files.js'
import { fromFileError } from '../from-errors.js'

/** What the answers in a folder were made with: those made with anything else are not taken. */
export interface MadeWith extends ExerciseSettings {
  readonly model: string
  readonly course: string
}

/** The folder beside an output in which runs that have finished wait for the others. */
export interface FinishedFolder extends FinishedRuns {
  readonly path: string
  /** The names of the runs in it. */
  readonly names: T.Task<readonly string[]>
  /** Removes what is in it, and the folder itself unless something else is in there. */
  readonly discard: T.Task<void>
}

/** Goes up whenever an answer of the same settings is made in another way. */
const VERSION = 1

const MANIFEST = 'manifest.json'
const answerName = /^(Q[1-5]\.\d+)\.npy$/
const ownName = /^(manifest\.json|Q[1-5]\.\d+\.npy|\..*\.tmp)$/

const manifestOf = ({ model, course, steps, guidance, noise, seed }: MadeWith): string =>
  `${JSON.stringify({ version: VERSION, model, course, steps, guidance, noise, seed }, null, 2)}\n`

const listed = (folder: string): Promise<readonly string[]> => readdir(folder).catch(() => [])

const cleared = async (folder: string): Promise<void> => {
  const names = await listed(folder)
  await Promise.all(names.filter((name) => ownName.test(name)).map((name) => rm(join(folder, name), { force: true })))
  await rmdir(folder).catch(() => undefined)
}

const folderAt = (path: string, manifest: string): FinishedFolder => {
  const fileOf = (run: string): string => join(path, `${run}.npy`)
  const notKept =
    (run: string) =>
    (error: CliError): NotKept => ({ _tag: 'NotKept', run, reason: describeCliError(error) })
  return {
    path,
    names: async () => (await listed(path)).flatMap((name) => answerName.exec(name)?.[1] ?? []),
    discard: () => cleared(path),
    // What cannot be read is done again.
    load: (run) =>
      pipe(
        readLatent(fileOf(run)),
        TE.orElseW(() => TE.right(null)),
      ),
    save: (run, answer) =>
      pipe(
        TE.tryCatch(
          () => mkdir(path, { recursive: true }),
          (cause) => failure(messageOf(cause), cause),
        ),
        TE.flatMapEither(() => pipe(encodeNpy(answer, fileOf(run)), E.mapLeft(fromFileError))),
        TE.flatMap((bytes) =>
          writeFiles([
            { path: join(path, MANIFEST), bytes: Buffer.from(manifest) },
            { path: fileOf(run), bytes },
          ]),
        ),
        TE.mapLeft(notKept(run)),
      ),
  }
}

/**
 * The folder of finished runs at `path`, which need not be there. Runs in it that were made with anything else than
 * `madeWith` are removed. A usage error: a file has that name.
 */
export const finishedFolder = (path: string, madeWith: MadeWith): TE.TaskEither<CliError, FinishedFolder> => {
  const manifest = manifestOf(madeWith)
  const found = async (): Promise<FinishedFolder> => {
    const held = await readFile(join(path, MANIFEST), 'utf8').catch(() => '')
    if (held !== manifest) await cleared(path)
    return folderAt(path, manifest)
  }
  return pipe(
    TE.fromTask<Kind, CliError>(() => kindAt(path)),
    TE.flatMap(
      (kind): TE.TaskEither<CliError, FinishedFolder> =>
        kind === 'file'
          ? TE.left(
              usage(`${path} is a file, and finished runs are to be kept there: move it, or give another --output`),
            )
          : TE.tryCatch(found, (cause) => failure(`${path}: ${messageOf(cause)}`, cause)),
    ),
  )
}
