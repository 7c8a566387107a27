import { dirname, join } from 'node:path'
import { either as E, readonlyNonEmptyArray as RNEA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { type CliError, placed, usage } from '../errors.js'
import type { Io } from '../io.js'
import { mostItems } from '../noise.js'
import { decodeOptions } from '../options/decode.js'
import { textOf } from '../options/names.js'
import { wholeNumber } from '../options/numbers.js'
import { spoken } from '../options/prompts.js'
import { type PromptLine, readPrompts } from '../stable-audio/prompts-file.js'
import { type AskedAt, newSource, newSources } from '../stable-audio/source.js'
import type { Line, WantedLines } from './lines.js'
import { ofOne } from './perform.js'
import { promptRun, type TypedPrompt, typedPrompt } from './typed-run.js'

const Argument = t.type({ PROMPT: spoken })
const name = textOf('the name of a file')
const Options = t.intersection([
  t.type({ batch: wholeNumber(1, mostItems) }),
  t.partial({ prompts: name, output: name }),
])

/** The most results of one call: what their noise was drawn from waits in memory for the last of them. */
const mostResults = 1000

const request = { _tag: 'Generate' } as const
const output = { audible: true, recorded: true }

const ofPrompt = (prompt: string, batch: number, typed: unknown, io: Io): E.Either<CliError, WantedLines> =>
  pipe(
    E.Do,
    E.bindW('said', () => decodeOptions(Argument, { PROMPT: prompt })),
    E.bindW('typed', () => typedPrompt(typed)),
    E.flatMap(({ said, typed: decoded }) => promptRun(said.PROMPT, decoded)),
    E.map(({ options, asked }) => ofOne({ source: newSource(asked, io), options, request, output, batch })),
  )

interface Placed {
  readonly at: AskedAt
  readonly line: Line
}

/** What a line of a file comes to: its own name lies in the folder of `-o`. */
const ofLine = (
  typed: TypedPrompt,
  batch: number,
  { where, prompt, output: own, ...said }: PromptLine,
): E.Either<CliError, Placed> =>
  pipe(
    promptRun(prompt, typed, said),
    E.bimap(placed(where), ({ asked, options }) => {
      const path =
        own === undefined || options.output === undefined ? options.output : join(dirname(options.output), own)
      return {
        at: { asked, where },
        line: {
          options: { ...options, ...(path === undefined ? {} : { output: path }) },
          batch,
          named: own !== undefined,
          where,
        },
      }
    }),
  )

const ofFile = (
  file: string,
  { batch, output: path }: t.TypeOf<typeof Options>,
  typed: unknown,
  io: Io,
): TE.TaskEither<CliError, WantedLines> =>
  pipe(
    TE.fromEither(typedPrompt(typed)),
    TE.bindTo('decoded'),
    TE.bind('lines', () => readPrompts(file)),
    TE.filterOrElse(
      ({ lines: { length } }) => length * batch <= mostResults,
      ({ lines: { length } }): CliError =>
        usage(
          `--prompts with --batch ${batch}: ${file} asks for ${length * batch} results: give at most ${mostResults} at once`,
        ),
    ),
    TE.flatMapEither(({ decoded, lines }) =>
      pipe(
        lines,
        E.traverseReadonlyNonEmptyArrayWithIndex((_, line: PromptLine) => ofLine(decoded, batch, line)),
      ),
    ),
    TE.map((all) => ({
      sources: newSources(RNEA.map(({ at }: Placed) => at)(all), io),
      lines: RNEA.map(({ line }: Placed) => line)(all),
      request,
      output,
      path,
    })),
  )

/**
 * What `generate` is asked for: a prompt, or those of a file, for which the options are what each line leaves out.
 * Nothing but the file is read. Errors: usage.
 */
export const wantedOf = (prompt: string | undefined, typed: unknown, io: Io): TE.TaskEither<CliError, WantedLines> =>
  pipe(
    TE.fromEither(decodeOptions(Options, typed)),
    TE.flatMap((options) => {
      const { prompts, batch } = options
      if (prompts === undefined)
        return prompt === undefined
          ? TE.left(usage('no prompt: give PROMPT, or --prompts and a file of them'))
          : TE.fromEither(ofPrompt(prompt, batch, typed, io))
      return prompt === undefined
        ? ofFile(prompts, options, typed, io)
        : TE.left(usage('--prompts and PROMPT: the prompts are those of the file: leave one of them out'))
    }),
  )
