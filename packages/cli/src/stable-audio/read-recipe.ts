import { readFile, stat } from 'node:fs/promises'
import { readComment } from '@sigmastream/audio'
import { messageOf } from '@sigmastream/core'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type * as t from 'io-ts'
import { type CliError, usage } from '../errors.js'
import { extensionOf, isTensorName } from '../tensor-output.js'
import { Recipe, Recorded } from './recipe.js'

/** No sound that is made here is larger, and no recipe. */
const mostBytes = { sound: 2 ** 31, json: 2 ** 20 }

const isJson = (path: string): boolean => extensionOf(path) === '.json'

const readBytes = (path: string): TE.TaskEither<CliError, Uint8Array> =>
  pipe(
    TE.tryCatch(
      () => stat(path),
      (): CliError => usage(`there is no file ${path}: give one that sigmastream made, or its OUT.json`),
    ),
    TE.filterOrElse(
      (found) => found.isFile() && found.size <= (isJson(path) ? mostBytes.json : mostBytes.sound),
      (): CliError =>
        usage(
          `${path} is no file that sigmastream made, which are smaller: give one that sigmastream made, or its OUT.json`,
        ),
    ),
    TE.flatMap(() =>
      TE.tryCatch(
        () => readFile(path),
        (cause): CliError => usage(`${path} cannot be read (${messageOf(cause)}): give one that can`),
      ),
    ),
  )

/** The text of a recipe: the comment of a sound file, or the file itself where it is JSON. */
const textIn = (path: string, bytes: Uint8Array): E.Either<CliError, string> =>
  isJson(path)
    ? E.right(new TextDecoder().decode(bytes))
    : E.fromNullable<CliError>(
        usage(`${path} has no recipe in it: give a .wav or .flac that sigmastream made, or the .json beside it`),
      )(readComment(bytes))

const parsed = (path: string, text: string): E.Either<CliError, unknown> =>
  E.tryCatch(
    (): unknown => JSON.parse(text),
    () => usage(`what ${path} says is no recipe: give a file that sigmastream made`),
  )

const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && 'sigmastream' in value

/**
 * The deepest fault: alternatives of the task have many, and the one that went furthest is of the task that was meant.
 */
const faultOf = (path: string, errors: t.Errors): CliError => {
  const deepest = errors.reduce(
    (best, next) => (next.context.length > best.context.length ? next : best),
    errors[0] ?? { value: undefined, context: [] },
  )
  const keys = deepest.context.map(({ key }) => key).filter((key) => /^[a-z]/i.test(key))
  const right = deepest.message ?? deepest.context.at(-1)?.type.name ?? 'something else'
  const wrong = (JSON.stringify(deepest.value) ?? 'missing').slice(0, 80)
  return usage(`the recipe in ${path} has ${keys.join('.')} ${wrong}: it must be ${right}`)
}

const decoded = (path: string, json: unknown): E.Either<CliError, Recipe> => {
  if (!isRecord(json)) return E.left(usage(`what ${path} says is no recipe: give a file that sigmastream made`))
  if (!('model' in json))
    return E.left(
      usage(
        `${path} was made by the embedded model, which learns from the clips: run its command again, with the seed there`,
      ),
    )
  return pipe(
    // The command first: what is wrong with the rest depends on it.
    Recorded.decode(json),
    E.flatMap(() => Recipe.decode(json)),
    E.mapLeft((errors) => faultOf(path, errors)),
  )
}

/**
 * The recipe of a file that Stable Audio Open made: the comment of a WAV or FLAC file, `OUT.json`, and for a tensor the
 * JSON beside it. Errors: usage, naming the key that is not as it must be.
 */
export const readRecipe = (path: string): TE.TaskEither<CliError, Recipe> => {
  const from = isTensorName(path) ? `${path}.json` : path
  return pipe(
    readBytes(from),
    TE.flatMapEither((bytes) => textIn(from, bytes)),
    TE.flatMapEither((text) => parsed(from, text)),
    TE.flatMapEither((json) => decoded(from, json)),
  )
}
