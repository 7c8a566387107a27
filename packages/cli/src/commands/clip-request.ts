import { isLatentsName, type Recipe } from '@sigmastream/pipeline'
import type { Command } from 'commander'
import { type either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CliError } from '../errors.js'
import { type CurvedField, withCurves } from '../options/curves.js'
import { type RunArguments, recipeOfArguments, typedOptions } from '../options/run-arguments.js'
import { type Inputs, inputsOf } from '../run/inputs.js'
import { takesFor } from '../run/new-takes.js'
import type { Request } from '../run/request.js'
import { checkModel, checkModelFolder } from './check-model.js'
import { clipSource } from './clip-source.js'
import type { Setting } from './command.js'

/** A command that works on a clip: its own options, and the task that they decode to. */
export interface ClipTask {
  readonly define: (command: Command) => Command
  /** The options of its own that short help shows. */
  readonly short: readonly string[]
  /** What `--seconds` is, where it is for the embedded model too. */
  readonly secondsHelp?: string
  /** What of its own may be a curve. */
  readonly curves?: readonly CurvedField[]
  readonly task: (typed: unknown) => E.Either<CliError, Recipe>
}

/** What is asked for of a clip, whatever its name. */
export interface ClipRequest {
  readonly inputs: Inputs
  readonly task: Recipe
  readonly options: RunArguments
}

/** What was typed. Folders are looked into, and no file is read. Errors: usage. */
export const typedOf = (of: ClipTask, args: readonly string[], typed: unknown): TE.TaskEither<CliError, ClipRequest> =>
  pipe(
    TE.Do,
    TE.bind('inputs', () => inputsOf(args)),
    TE.bind('curved', () => withCurves(typed, [...(of.curves ?? []), 'cfg'])),
    TE.bind('task', ({ curved }) => TE.fromEither(of.task(curved))),
    TE.bind('options', ({ curved }) => typedOptions(curved)),
    TE.tap(({ options }) => checkModelFolder(options.settings.model)),
    TE.tap(({ options, task }) => TE.fromEither(checkModel(options, task))),
  )

/** What was typed as a request. Stable Audio makes latents heard, and its runs leave their recipe beside them. */
export const requestOf = (input: string, { task, options }: ClipRequest, setting: Setting): Request => {
  const { settings, fields } = options
  const { model, fromAudio } = settings
  const withFolder = model !== undefined
  return {
    lines: [
      { recipe: recipeOfArguments(options, task), count: settings.count ?? 1, by: settings.by ?? [], where: null },
    ],
    source: clipSource({ input, tensor: fields.tensor, fromAudio, model }, setting),
    settings,
    allowed: { audible: withFolder || !isLatentsName(input), recorded: withFolder },
    ...takesFor(settings, { input, exemplars: fromAudio ?? [], model: model ?? null }),
  }
}
