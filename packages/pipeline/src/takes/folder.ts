import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf } from '@sigmastream/core'
import {
  addFiles,
  decodeJson,
  describeFileError,
  describeJsonFault,
  NameTaken,
  type NewFile,
  replaceFile,
} from '@sigmastream/tensor-files'
import { either as E, readonlyNonEmptyArray as RNEA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { badRecipe, type RenderError, renderFailed } from '../errors.js'
import { faultOf } from '../recipe/fault.js'
import { showValue } from '../words.js'
import { numbersOf } from './numbers.js'
import { decodeNote, encodeNote, type TakeNote } from './take-note.js'

/** A take in a folder: its number there, from 1, and its own folder, which has its note and its frames. */
export interface StoredTake extends TakeNote {
  readonly number: number
  readonly folder: string
}

const noteName = 'take.json'
const takeName = /^take-([1-9]\d*)$/

const bytesOf = (note: TakeNote): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify(encodeNote(note), null, 2)}\n`)

const refusalOf = (message: string, right = 'give a folder that --checkpoint made'): RenderError =>
  badRecipe(null, [message], [right])

const notWritten =
  (path: string) =>
  (cause: unknown): RenderError =>
    cause instanceof NameTaken
      ? refusalOf(
          `${path} is not empty`,
          `give another folder, or go on with the runs in it: sigmastream resume ${path}`,
        )
      : renderFailed(`${path} cannot be written (${messageOf(cause)})`, cause)

const putTake = async (folder: string, note: TakeNote): Promise<void> => {
  await mkdir(folder)
  await writeFile(join(folder, noteName), bytesOf(note), { flush: true })
}

const numberTakes = (folder: string, notes: readonly TakeNote[], first: number): readonly StoredTake[] =>
  notes.map((note, i) => ({ ...note, number: first + i, folder: join(folder, `take-${first + i}`) }))

/** Makes a folder of takes, numbered from 1, whole or not at all. Refused: something is at its path already. */
export const createTakes = (
  folder: string,
  notes: readonly TakeNote[],
): TE.TaskEither<RenderError, readonly StoredTake[]> => {
  const file: NewFile = {
    path: folder,
    make: async (temporary) => {
      await mkdir(temporary)
      for (const [i, note] of notes.entries()) await putTake(join(temporary, `take-${i + 1}`), note)
      return E.right(undefined)
    },
  }
  return pipe(
    addFiles<RenderError>([file], notWritten(folder)),
    TE.map(() => numberTakes(folder, notes, 1)),
  )
}

const numbersIn = (folder: string): TE.TaskEither<RenderError, readonly number[]> =>
  pipe(
    TE.tryCatch(
      () => readdir(folder),
      () => refusalOf(`there is no folder ${folder} that can be read`),
    ),
    TE.map((names) => numbersOf(takeName, names)),
  )

/** Adds takes to a folder that has some, numbered from the last on, all of them or none. */
export const addTakes = (
  folder: string,
  notes: readonly TakeNote[],
): TE.TaskEither<RenderError, readonly StoredTake[]> =>
  pipe(
    numbersIn(folder),
    TE.flatMap((numbers) => {
      const takes = numberTakes(folder, notes, (numbers.at(-1) ?? 0) + 1)
      const files = takes.map(
        (take): NewFile => ({
          path: take.folder,
          make: async (temporary) => E.right(await putTake(temporary, take)),
        }),
      )
      return pipe(
        addFiles<RenderError>(files, notWritten(folder)),
        TE.map(() => takes),
      )
    }),
  )

const readTake =
  (folder: string) =>
  (number: number): TE.TaskEither<RenderError, StoredTake> => {
    const own = join(folder, `take-${number}`)
    const path = join(own, noteName)
    return pipe(
      TE.tryCatch(
        () => readFile(path),
        (cause) => refusalOf(`${path} cannot be read (${messageOf(cause)})`),
      ),
      TE.flatMapEither((bytes) =>
        pipe(
          decodeJson(bytes),
          E.mapLeft((fault) => refusalOf(`${path}: ${describeJsonFault(fault)}`)),
        ),
      ),
      TE.flatMapEither((json) =>
        pipe(
          decodeNote(json),
          E.mapLeft((errors) => {
            const { field, value, right } = faultOf(errors)
            return refusalOf(`${path} has ${field} ${showValue(value)}`, `it must be ${right}`)
          }),
        ),
      ),
      TE.map((note) => ({ ...note, number, folder: own })),
    )
  }

/** The takes in a folder, by number. Refused: no folder, none in it, one that cannot be read. */
export const readTakes = (folder: string): TE.TaskEither<RenderError, RNEA.ReadonlyNonEmptyArray<StoredTake>> =>
  pipe(
    numbersIn(folder),
    TE.flatMap(TE.traverseSeqArray(readTake(folder))),
    TE.flatMapEither((takes) =>
      pipe(
        RNEA.fromReadonlyArray(takes),
        E.fromOption(() => refusalOf(`there is no take in ${folder}`)),
      ),
    ),
  )

/** The note of a take, written anew. */
export const writeNote = (take: StoredTake): TE.TaskEither<RenderError, void> =>
  pipe(
    replaceFile(join(take.folder, noteName), bytesOf(take)),
    TE.mapLeft((error): RenderError => renderFailed(describeFileError(error))),
  )
