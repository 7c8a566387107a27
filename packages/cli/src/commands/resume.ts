import { relative } from 'node:path'
import { readTakes, type StoredTake } from '@sigmastream/pipeline'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, withKept } from '../errors.js'
import { fromRenderError } from '../from-errors.js'
import { note, type Outcome, success } from '../io.js'
import { decodeOptions } from '../options/decode.js'
import { withTakes } from '../run/new-takes.js'
import { perform } from '../run/perform.js'
import { noteDifferences } from '../run/stored-recipe.js'
import { checkModelFolder } from './check-model.js'
import { type CommandSpec, examples, type Setting } from './command.js'
import { newestFrame, type OpenTake, openTakes, ResumeOptions } from './open-takes.js'
import { filesNow, takeRequest, withNowOptions } from './take-request.js'

const goOn = (
  { take, force }: OpenTake,
  all: readonly StoredTake[],
  options: ResumeOptions,
  setting: Setting,
): TE.TaskEither<CliError, Outcome> => {
  const { io } = setting
  const files = filesNow(take, options)
  return pipe(
    checkModelFolder(files.model ?? undefined),
    TE.flatMap(() =>
      pipe(
        newestFrame(take, all),
        TE.mapLeft((error) => fromRenderError(error, io.signal)),
      ),
    ),
    TE.flatMap((from) => {
      const done = from?.summary.done ?? 0
      noteDifferences(take, options.device, io)
      note(
        io,
        `take ${take.number} ${done === 0 ? 'begins again: no frame of it is there' : `goes on after step ${done}`}`,
      )
      const request = takeRequest(
        take.recipe,
        {
          files,
          force,
          done,
          count: 1,
          device: options.device,
          output: options.output ?? relative('', take.output.path),
          plot: options.output === undefined ? take.output.plot : null,
          takes: (runs) => TE.right(withTakes(runs, [{ take, from }])),
        },
        setting,
      )
      return perform(request, io)
    }),
  )
}

const finishedText = (folder: string, takes: readonly StoredTake[]): string =>
  `nothing is left to do in ${folder}: ${takes.map(({ output }) => relative('', output.path)).join(', ')} ${takes.length === 1 ? 'is' : 'are'} there`

/** Takes, one after the other; the first that fails ends them. */
const goOnAll =
  (
    folder: string,
    open: readonly OpenTake[],
    all: readonly StoredTake[],
    options: ResumeOptions,
    setting: Setting,
  ): TE.TaskEither<CliError, Outcome> =>
  async () => {
    const done: Outcome[] = []
    for (const one of open) {
      const made = await goOn(one, all, options, setting)()
      if (E.isLeft(made))
        return E.left(
          done.length === 0
            ? made.left
            : withKept(`${done.length} of ${open.length} takes are finished and kept`)(made.left),
        )
      done.push(made.right)
    }
    const [only] = done
    const asked = all.filter(({ number }) => options.take === undefined || number === options.take)
    if (only === undefined) return E.right(success([finishedText(folder, asked)], { items: [] }))
    return E.right(
      done.length === 1
        ? only
        : success(
            done.flatMap(({ lines }) => lines),
            { items: done.map(({ json }) => json) },
          ),
    )
  }

/** `sigmastream resume`: goes on with a run that was kept, whatever ended it. */
export const resumeCommand: CommandSpec = {
  define: (command) =>
    withNowOptions(
      command
        .argument('<DIR>', 'the folder that --checkpoint made')
        .description(
          'Go on with a run that was ended, by a signal, a crash or a lost machine, from its newest frame, and write what it was to ' +
            'write: bit for bit what it would have been. Takes that are finished stay as they are.',
        )
        .option('-o, --output <file>', 'where to, in the place of where the run was to write')
        .option(
          '--take <number>',
          'only this take of the folder; sigmastream tree shows them (default: all that are not finished)',
        ),
    ).addHelpText('after', examples('resume held', 'resume held --take 2 -o other.wav')),
  run: ([folder = ''], typed, setting) =>
    pipe(
      TE.Do,
      TE.bind('options', () => TE.fromEither<CliError, ResumeOptions>(decodeOptions(ResumeOptions, typed))),
      TE.bind('all', () =>
        pipe(
          readTakes(folder),
          TE.mapLeft((error) => fromRenderError(error, setting.io.signal)),
        ),
      ),
      TE.bind('open', ({ options, all }) => openTakes(folder, all, options)),
      TE.flatMap(({ options, all, open }) => goOnAll(folder, open, all, options, setting)),
    ),
}
