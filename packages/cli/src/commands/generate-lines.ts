import { dirname, join } from 'node:path'
import { generate, prompt, type Recipe } from '@sigmastream/pipeline'
import { either as E, readonlyNonEmptyArray as RNEA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { type CliError, usage } from '../errors.js'
import { decodeOptions } from '../options/decode.js'
import { promptFields } from '../options/prompts.js'
import type { RunArguments } from '../options/run-arguments.js'
import type { Line } from '../run/target.js'
import { type PromptLine, readPrompts } from '../stable-audio/prompts-file.js'

/** The most results of one call: what their noise was drawn from waits in memory for the last of them. */
const mostResults = 1000

const Argument = t.type({ PROMPT: prompt })

/** What was typed, one prompt or two, as the one line of all. */
const typedLine = (
  said: readonly string[],
  { fields, settings: { by = [] } }: RunArguments,
): E.Either<CliError, Line> =>
  pipe(
    said,
    E.traverseArray((PROMPT) => decodeOptions(Argument, { PROMPT })),
    E.flatMap((all) =>
      promptFields(
        all.map(({ PROMPT }) => PROMPT),
        'PROMPT',
      ),
    ),
    E.map((prompts) => ({ recipe: { ...generate, ...fields, ...prompts }, by, where: null })),
  )

/** What a line of a file comes to: the options are what it leaves out, and its own name lies in the folder of `-o`. */
const lineOf = (
  { fields, settings: { output, by = [] } }: RunArguments,
  { where, output: own, ...said }: PromptLine,
): Line => {
  const recipe: Recipe = { ...generate, ...fields, ...said }
  return own === undefined || output === undefined
    ? { recipe, by, where }
    : { recipe, by, where, own: join(dirname(output), own) }
}

type Lines = RNEA.ReadonlyNonEmptyArray<Line>

const fileLines = (file: string, typed: RunArguments): TE.TaskEither<CliError, Lines> => {
  const { batch = 1 } = typed.fields
  const each = batch * Math.max(1, typed.settings.by?.length ?? 0)
  return pipe(
    readPrompts(file),
    TE.filterOrElse(
      ({ length }) => length * each <= mostResults,
      ({ length }): CliError =>
        usage(
          `--prompts with --batch ${batch}: ${file} asks for ${length * each} results: give at most ${mostResults} at once`,
        ),
    ),
    TE.map(RNEA.map((line) => lineOf(typed, line))),
  )
}

/** What `generate` is to make: a line for the prompt that was typed, or for each of a file. Errors: usage. */
export const generateLines = (said: readonly string[], typed: RunArguments): TE.TaskEither<CliError, Lines> => {
  const { prompts } = typed.settings
  if (prompts === undefined)
    return said.length === 0
      ? TE.left(usage('no prompt: give PROMPT, or --prompts and a file of them'))
      : TE.fromEither(pipe(typedLine(said, typed), E.map(RNEA.of)))
  return said.length === 0
    ? fileLines(prompts, typed)
    : TE.left(usage('--prompts and PROMPT: the prompts are those of the file: leave one of them out'))
}
