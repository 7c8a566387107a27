import { checkEmbedded, describeRenderError, type Task } from '@sigmastream/pipeline'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, usage } from '../errors.js'
import { kindAt } from '../files.js'
import { optionName } from '../options/option-name.js'
import type { RunArguments } from '../options/run-arguments.js'

/** A model that is not there is to blame before all else that is said of it. A usage error. */
export const checkModelFolder = (model: string | undefined): TE.TaskEither<CliError, void> =>
  model === undefined
    ? TE.right(undefined)
    : pipe(
        TE.fromTask(() => kindAt(model)),
        TE.flatMap((kind) =>
          kind === 'folder' || kind === 'file'
            ? TE.right(undefined)
            : TE.left(
                usage(
                  `--model: there is no folder ${model}: give that of a Stable Audio checkpoint; sigmastream model pull fetches one`,
                ),
              ),
        ),
      )

/** What goes with --model and what without, for what is done. A usage error: options of the other model. */
export const checkModel = ({ fields, settings }: RunArguments, { command }: Task): E.Either<CliError, void> => {
  const refuse = (message: string): E.Either<CliError, void> => E.left(usage(message))
  if (settings.model === undefined)
    return pipe(
      checkEmbedded({ ...fields, command }),
      E.mapLeft((error) => usage(describeRenderError(error, optionName))),
    )
  if (fields.prompt === undefined)
    return refuse('no prompt: say with --prompt what is to be heard, such as --prompt "soft rain"')
  if ((settings.fromAudio ?? []).length > 0)
    return refuse('--from-audio is for the embedded model: leave it or --model out')
  if (fields.windowLength !== undefined)
    return refuse('--window-length is for the embedded model: leave it or --model out')
  return fields.frameRate === undefined
    ? E.right(undefined)
    : refuse('--frame-rate: the model of --model has its own: leave it out')
}
