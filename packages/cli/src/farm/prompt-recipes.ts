import { basename, extname } from 'node:path'
import type { NamedRecipe } from '@sigmastream/farm'
import { generate, type RecipeFields } from '@sigmastream/pipeline'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CliError } from '../errors.js'
import { readPrompts } from '../stable-audio/prompts-file.js'

/** What results are called where lines do not say: after the file, `drums-1.wav` and so on. */
const stemOf = (file: string): string => (file === '-' ? 'prompts' : basename(file, extname(file)))

/** A recipe for every line of a file of prompts; `fields` are what a line leaves out. Errors: usage. */
export const recipesOfPrompts = (file: string, fields: RecipeFields): TE.TaskEither<CliError, readonly NamedRecipe[]> =>
  pipe(
    readPrompts(file),
    TE.map((lines) =>
      lines.map(
        ({ where, output, ...said }, i): NamedRecipe => ({
          recipe: { ...generate, ...fields, ...said },
          name: output ?? (lines.length === 1 ? `${stemOf(file)}.wav` : `${stemOf(file)}-${i + 1}.wav`),
          where,
        }),
      ),
    ),
  )
