import type { NamedRecipe } from '@sigmastream/farm'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, usage } from '../errors.js'
import type { Io } from '../io.js'
import { optionName } from '../options/option-name.js'
import type { RunArguments } from '../options/run-arguments.js'
import { refuseAll } from './planned-jobs.js'
import { recipesOfPrompts } from './prompt-recipes.js'
import { recipesOfFiles } from './recipe-files.js'

/** The first option that is typed of what only prompts leave open; noise is always said. */
const strayField = ({ fields }: RunArguments): string | undefined =>
  Object.entries(fields).find(([name, value]) => value !== undefined && name !== 'noise')?.[0]

/** What is asked for: recipes of files, or of the prompts of one. Errors: usage. */
export const namedRecipes = (
  files: readonly string[],
  typed: RunArguments,
  io: Io,
): TE.TaskEither<CliError, readonly NamedRecipe[]> => {
  const { prompts, model } = typed.settings
  if (prompts !== undefined) {
    if (files.length > 0) return TE.left(usage('--prompts and FILES: give one of them'))
    return model === undefined
      ? TE.left(usage('--prompts: give --model and the folder of the checkpoint as well'))
      : recipesOfPrompts(prompts, typed.fields)
  }
  if (files.length === 0)
    return TE.left(
      usage(
        'nothing to send: give files of recipes (.json, or sound that was made here), or --prompts and a file of them',
      ),
    )
  const stray = strayField(typed)
  return stray === undefined
    ? pipe(
        recipesOfFiles(files),
        TE.mapLeft((wrong) => refuseAll(wrong, files.length, io)),
      )
    : TE.left(usage(`${optionName(stray)} is for --prompts: a recipe in a file says its own`))
}
