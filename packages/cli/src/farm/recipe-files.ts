import { basename, extname } from 'node:path'
import type { NamedRecipe } from '@sigmastream/farm'
import { decodeRecipe, type Recipe, recipeIn, recipeJson, recordedRecipe, showValue } from '@sigmastream/pipeline'
import { AskedRecipe, askedFields, nearest, taskFields, wholeRecipe } from '@sigmastream/pipeline/recipe'
import { parseJson } from '@sigmastream/tensor-files'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, describeCliError, usage } from '../errors.js'
import { fromRenderError } from '../from-errors.js'
import { noSignal } from '../interruption.js'
import { readTextFile } from '../options/text-file.js'

const example = '{"command": "vary", "amount": 0.4, "seed": 7}'

/** The first key of what somebody wrote that is no field of a recipe. */
const strayIn = (json: object, recipe: Recipe): string | undefined => {
  const known = recipeJson(recipe)
  return Object.keys(json).find((key) => !Object.hasOwn(known, key))
}

const decodedRecipe = (path: string, json: object): E.Either<CliError, Recipe> =>
  pipe(
    decodeRecipe(json),
    E.mapLeft(({ field, value, right }) => usage(`${path}: ${field} is ${showValue(value)}: give ${right}`)),
  )

/** A recipe that somebody wrote, who may leave out what is usual: every field of it must be one. */
const writtenRecipe = (path: string, json: object): E.Either<CliError, Recipe> =>
  pipe(
    decodedRecipe(
      path,
      pipe(
        AskedRecipe.decode(json),
        E.match((): object => json, wholeRecipe),
      ),
    ),
    E.flatMap((recipe) => {
      const stray = strayIn(json, recipe)
      if (stray === undefined) return E.right(recipe)
      const near = nearest(stray, ['command', ...Object.keys({ ...askedFields, ...taskFields })])
      const right = near === undefined ? 'leave it out' : `give ${near}, or leave it out`
      return E.left(usage(`${path}: "${stray.slice(0, 80)}" is unknown: ${right}`))
    }),
  )

const isObject = (json: unknown): json is object => typeof json === 'object' && json !== null && !Array.isArray(json)

/** The recipe of a file of JSON: as a run has recorded it, or as somebody wrote it. */
const recipeOfJson = (path: string, text: string): E.Either<CliError, Recipe> =>
  pipe(
    parseJson(text),
    E.mapLeft(
      ({ isJson, wrong }): CliError =>
        usage(`${path}: ${isJson ? wrong : 'it is no JSON'}: give a recipe, such as ${example}`),
    ),
    E.filterOrElse(isObject, (): CliError => usage(`${path}: it is no recipe: give one, such as ${example}`)),
    E.flatMap((json) =>
      'sigmastream' in json ? pipe(decodedRecipe(path, json), E.map(recordedRecipe)) : writtenRecipe(path, json),
    ),
  )

const recipeOfFile = (path: string): TE.TaskEither<CliError, Recipe> =>
  extname(path).toLowerCase() === '.json'
    ? pipe(
        readTextFile('FILES', path, `a recipe, such as ${example}`),
        TE.flatMapEither((text) => recipeOfJson(path, text)),
      )
    : pipe(
        recipeIn(path),
        TE.bimap(
          (error) => fromRenderError(error, noSignal),
          ({ recipe }) => recipe,
        ),
      )

/** What the result of the recipe in a file is called: `one.json` gives `one.wav`, `take.flac.json` and `take.flac` give `take.flac`. */
const nameOfResult = (path: string): string => {
  const name = basename(path).replace(/\.json$/i, '')
  return /\.(wav|flac)$/i.test(name) ? name : `${name}.wav`
}

/** The recipes in files. What is wrong with any is told of together. Errors: usage. */
export const recipesOfFiles =
  (paths: readonly string[]): TE.TaskEither<readonly string[], readonly NamedRecipe[]> =>
  async () => {
    const wrong: string[] = []
    const asked: NamedRecipe[] = []
    for (const path of paths) {
      const read = await recipeOfFile(path)()
      if (E.isLeft(read)) wrong.push(describeCliError(read.left))
      else asked.push({ recipe: read.right, name: nameOfResult(path), where: path })
    }
    return wrong.length === 0 ? E.right(asked) : E.left(wrong)
  }
