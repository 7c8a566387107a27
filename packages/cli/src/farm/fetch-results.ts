import { createHash } from 'node:crypto'
import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { messageOf } from '@sigmastream/core'
import type { FarmStore, ResultNote } from '@sigmastream/farm'
import { convertResult } from '@sigmastream/pipeline'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, failure, usage } from '../errors.js'
import { checkTarget, kindAt, type WrittenFile } from '../files.js'
import { fromRenderError } from '../from-errors.js'
import { noSignal } from '../interruption.js'
import { fromFarmError } from './farm-errors.js'

/** A folder for results: made where it is not there, in one that is. */
export const makeResultsFolder = (folder: string): TE.TaskEither<CliError, void> =>
  pipe(
    TE.fromTask<Awaited<ReturnType<typeof kindAt>>, CliError>(() => kindAt(folder)),
    TE.flatMap((kind) =>
      kind === 'folder'
        ? TE.right('')
        : kind === null
          ? checkTarget('--output', folder, false)
          : TE.left(usage(`--output: ${folder} is a file: give a folder`)),
    ),
    TE.flatMap(() =>
      TE.tryCatch(
        // not `recursive`: Node tries that without end where a system makes none
        () =>
          mkdir(folder).catch(async (cause) =>
            (await kindAt(folder)) === 'folder' ? undefined : Promise.reject(cause),
          ),
        (cause) => usage(`--output: ${folder} cannot be made (${messageOf(cause)}): give another`),
      ),
    ),
    TE.map(() => undefined),
  )

/** The file of a result in another format than it is stored in, at a temporary path. */
const convertedFile =
  (store: FarmStore, note: ResultNote, ending: string) =>
  async (temporary: string): Promise<E.Either<CliError, void>> => {
    const scratch = await mkdtemp(join(tmpdir(), 'sigmastream-farm-'))
    try {
      const [stored, wanted] = [join(scratch, 'result.wav'), join(scratch, `result${ending}`)]
      return await pipe(
        store.fetchResult(note, stored),
        TE.mapLeft(fromFarmError),
        TE.flatMap(() =>
          pipe(
            convertResult(stored, wanted),
            TE.mapLeft((error) => fromRenderError(error, noSignal)),
          ),
        ),
        TE.flatMap(() =>
          TE.tryCatch(
            () => copyFile(wanted, temporary),
            (cause) => failure(messageOf(cause), cause),
          ),
        ),
      )()
    } finally {
      await rm(scratch, { recursive: true, force: true })
    }
  }

const endingOf = (path: string): string => extname(path).toLowerCase()

/** The file of a result, fetched when it is written; the name says the format. */
export const resultFile = (store: FarmStore, note: ResultNote, path: string): WrittenFile => {
  const ending = endingOf(path)
  return {
    path,
    make:
      ending === '.wav'
        ? (temporary) => pipe(store.fetchResult(note, temporary), TE.mapLeft(fromFarmError))()
        : convertedFile(store, note, ending),
  }
}

/** Whether what lies at a path is a result to the last byte: as it is stored, or as it would be fetched in another format. */
export const isResultAt = async (store: FarmStore, note: ResultNote, path: string): Promise<boolean> => {
  if ((await kindAt(path)) !== 'file') return false
  const there = await readFile(path)
  if (endingOf(path) === '.wav') return createHash('sha256').update(there).digest('hex') === note.content
  const scratch = await mkdtemp(join(tmpdir(), 'sigmastream-farm-'))
  try {
    const made = join(scratch, `result${endingOf(path)}`)
    return E.isRight(await resultFile(store, note, path).make(made)) && there.equals(await readFile(made))
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}
