import { readdir, readFile, rm, rmdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf } from '@sigmastream/core'
import { describeFileError, encodeNpy, fileOfBytes, makeFolder, replaceFiles } from '@sigmastream/tensor-files'
import { either as E, type task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CourseError, type NotKept, systemReason } from './errors.js'
import type { FinishedRuns } from './finished-runs.js'
import { readLatent } from './latent-file.js'
import type { CourseSettings } from './settings.js'

/** What the answers in a folder were made with: those made with anything else are not taken. */
interface AnswerOrigin extends CourseSettings {
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

const manifestOf = ({ model, course, steps, guidance, noise, seed }: AnswerOrigin): string =>
  `${JSON.stringify({ version: VERSION, model, course, steps, guidance, noise, seed }, null, 2)}\n`

const namesIn = (folder: string): Promise<readonly string[]> => readdir(folder).catch(() => [])

const clear = async (folder: string): Promise<void> => {
  const names = await namesIn(folder)
  await Promise.all(names.filter((name) => ownName.test(name)).map((name) => rm(join(folder, name), { force: true })))
  await rmdir(folder).catch(() => undefined)
}

const folderAt = (path: string, manifest: string): FinishedFolder => {
  const fileOf = (run: string): string => join(path, `${run}.npy`)
  return {
    path,
    names: async () => (await namesIn(path)).flatMap((name) => answerName.exec(name)?.[1] ?? []),
    discard: () => clear(path),
    // What cannot be read is done again.
    load: (run) =>
      pipe(
        readLatent(fileOf(run)),
        TE.orElseW(() => TE.right(null)),
      ),
    save: (run, answer) => {
      const notKept = (reason: string): NotKept => ({ _tag: 'NotKept', run, reason })
      const files = [join(path, MANIFEST), fileOf(run)]
      return pipe(
        TE.tryCatch(
          () => makeFolder(path),
          (cause) => notKept(messageOf(cause)),
        ),
        TE.flatMapEither(() =>
          pipe(
            encodeNpy(answer, fileOf(run)),
            E.mapLeft((error) => notKept(describeFileError(error))),
          ),
        ),
        TE.flatMap((bytes) =>
          replaceFiles(
            [fileOfBytes(join(path, MANIFEST), Buffer.from(manifest)), fileOfBytes(fileOf(run), bytes)],
            (cause) => notKept(`after the last step: ${files.join(', ')} cannot be written (${systemReason(cause)})`),
          ),
        ),
      )
    },
  }
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => !found.isDirectory(),
    () => false,
  )

/**
 * The folder of finished runs at `path`, made where it is not there. Runs in it that were made with anything else than
 * `origin` are removed. Errors: `PartialIsFile`, `PartialUnusable`.
 */
export const finishedFolder = (path: string, origin: AnswerOrigin): TE.TaskEither<CourseError, FinishedFolder> => {
  const manifest = manifestOf(origin)
  const open = async (): Promise<FinishedFolder> => {
    const held = await readFile(join(path, MANIFEST), 'utf8').catch(() => '')
    if (held !== manifest) await clear(path)
    await makeFolder(path)
    return folderAt(path, manifest)
  }
  return pipe(
    TE.fromTask<boolean, CourseError>(() => isFile(path)),
    TE.flatMap(
      (file): TE.TaskEither<CourseError, FinishedFolder> =>
        file
          ? TE.left({ _tag: 'PartialIsFile', path })
          : TE.tryCatch(
              open,
              (cause): CourseError => ({ _tag: 'PartialUnusable', path, reason: messageOf(cause), cause }),
            ),
    ),
  )
}
