import { askedFields, type Recipe, type RecipeFields } from '@sigmastream/pipeline/recipe'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import type { CliError } from '../errors.js'
import { withCurves } from './curves.js'
import { decodeOptions } from './decode.js'
import { withPrompts } from './prompts.js'
import { Settings } from './settings.js'
import { withSigmas } from './sigmas-file.js'

const Fields = t.partial(askedFields)

/** What was typed: a recipe without its task, and the rest. */
export interface RunArguments {
  readonly fields: RecipeFields
  readonly settings: Settings
}

/** The options of a run as they were typed; files of sigmas and of guidance are read. Errors: usage. */
export const typedOptions = (typed: unknown): TE.TaskEither<CliError, RunArguments> =>
  pipe(
    withSigmas(typed),
    TE.flatMap((listed) => withCurves(listed, ['cfg'])),
    TE.flatMapEither(withPrompts),
    TE.flatMapEither((whole) =>
      pipe(
        E.Do,
        E.bind('settings', () => decodeOptions(Settings, whole)),
        E.bind('fields', () => decodeOptions(Fields, whole)),
      ),
    ),
  )

/** A recipe of what was typed. */
export const recipeOfArguments = ({ fields }: RunArguments, task: Recipe): Recipe => ({
  ...fields,
  ...task,
})
