import { readFile, stat } from 'node:fs/promises'
import { describeAudioError, tagsOf } from '@sigmastream/audio'
import { messageOf } from '@sigmastream/core'
import { parseJson } from '@sigmastream/tensor-files'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { badRecipe, type RenderError } from './errors.js'
import { extensionOf, isLatentsName, isTensorName } from './file-names.js'
import { isEmbedded } from './recipe/embedded.js'
import { faultOf } from './recipe/fault.js'
import { type Recipe, recipeOf } from './recipe/recipe.js'
import { recipeText } from './recipe-tags.js'
import { listName } from './schedule-names.js'
import { showValue } from './words.js'

/** A recipe that was read, and the versions of what made its file; those of 0.1.0 are not all said. */
export interface StoredRecipe {
  readonly recipe: Recipe
  readonly sigmastream: string
  readonly node: string | null
}

/** No recipe is larger. */
const mostBytes = 2 ** 20

const isJsonName = (path: string): boolean => extensionOf(path) === '.json'

const wrong = (message: string, right: string): RenderError => badRecipe(null, [message], [right])

const readBytes = (path: string): TE.TaskEither<RenderError, Uint8Array> =>
  pipe(
    TE.tryCatch(
      () => stat(path),
      () => wrong(`there is no file ${path}`, 'give one that sigmastream made, or its OUT.json'),
    ),
    TE.filterOrElse(
      (found) => found.isFile() && found.size <= mostBytes,
      () =>
        wrong(
          `${path} is no file that sigmastream made, which are smaller`,
          'give one that sigmastream made, or its OUT.json',
        ),
    ),
    TE.flatMap(() =>
      TE.tryCatch(
        () => readFile(path),
        (cause) => wrong(`${path} cannot be read (${messageOf(cause)})`, 'give one that can'),
      ),
    ),
  )

/** The text of a recipe: in a tag of a sound file, or the file itself where it is JSON. */
const textIn = (path: string): TE.TaskEither<RenderError, string> =>
  isJsonName(path)
    ? pipe(
        readBytes(path),
        TE.map((bytes) => new TextDecoder().decode(bytes)),
      )
    : pipe(
        tagsOf(path),
        TE.mapLeft((error) => badRecipe(null, [describeAudioError(error)])),
        TE.flatMapEither((tags) =>
          E.fromNullable(
            wrong(`${path} has no recipe in it`, 'give a .wav or .flac that sigmastream made, or the .json beside it'),
          )(recipeText(tags)),
        ),
      )

const noRecipe = (path: string): RenderError =>
  wrong(`what ${path} says is no recipe`, 'give a file that sigmastream made')

const jsonIn = (path: string, text: string): E.Either<RenderError, unknown> =>
  pipe(
    parseJson(text),
    E.mapLeft(({ isJson, wrong: fault }) =>
      isJson
        ? wrong(`the recipe in ${path} cannot be used: ${fault}`, 'give a file that sigmastream made')
        : noRecipe(path),
    ),
  )

const Origin = t.intersection([t.type({ sigmastream: t.string }), t.partial({ node: t.string })])

/** What every file says; the command first, since what is wrong with the rest depends on it. */
const RecipeHead = t.type({
  command: t.keyof({ generate: null, inpaint: null, restyle: null, vary: null, edit: null, extend: null, loop: null }),
  seed: t.number,
})

/** A record says the frame rate of every run; only latents for the embedded model were told theirs. */
const withoutFrameRate = (recipe: Recipe): Recipe => {
  if (isEmbedded(recipe) && isLatentsName(recipe.input ?? '')) return recipe
  const { frameRate: _, ...told } = recipe
  return told
}

/** What a run prints says which sigmas it went down, whatever their schedule; a recipe says those of a list. */
const withoutSigmas = (recipe: Recipe): Recipe => {
  if (recipe.schedule === undefined || recipe.schedule === listName) return recipe
  const { sigmas: _, ...told } = recipe
  return told
}

/** A recipe as a record has it, without what a record says of its run alone. */
export const recordedRecipe = (recipe: Recipe): Recipe => withoutSigmas(withoutFrameRate(recipe))

const decodeStored = (path: string, json: unknown): E.Either<RenderError, StoredRecipe> => {
  if (!Origin.is(json)) return E.left(noRecipe(path))
  return pipe(
    RecipeHead.decode(json),
    E.flatMap(() => recipeOf(json)),
    E.bimap(
      (errors) => {
        const { field, value, right } = faultOf(errors)
        return badRecipe(field, [`the recipe in ${path} has ${field} ${showValue(value)}`], [`it must be ${right}`])
      },
      (recipe) => ({
        recipe: recordedRecipe(recipe),
        sigmastream: json.sigmastream,
        node: json.node ?? null,
      }),
    ),
  )
}

/**
 * The recipe of a file that was made here: in a tag of a sound file, `OUT.json`, and for a tensor the JSON
 * beside it. Refused: naming the key that is not as it must be.
 */
export const recipeIn = (path: string): TE.TaskEither<RenderError, StoredRecipe> => {
  const from = isTensorName(path) ? `${path}.json` : path
  return pipe(
    textIn(from),
    TE.flatMapEither((text) => jsonIn(from, text)),
    TE.flatMapEither((json) => decodeStored(from, json)),
  )
}
