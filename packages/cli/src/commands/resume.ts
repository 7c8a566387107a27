import { relative } from 'node:path'
import {
  type Checkpoint,
  keptSteps,
  loadCheckpoint,
  type RenderError,
  readTakes,
  type StoredTake,
  writtenState,
} from '@sigmastream/pipeline'
import { wholeNumber } from '@sigmastream/pipeline/recipe'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { type CliError, usage, withKept } from '../errors.js'
import { fromRenderError } from '../from-errors.js'
import { note, type Outcome, success } from '../io.js'
import { decodeOptions, textOf } from '../options/decode.js'
import { withTakes } from '../run/new-takes.js'
import { perform } from '../run/perform.js'
import { noteDifferences } from '../run/stored-recipe.js'
import { checkModelFolder } from './check-model.js'
import { type CommandSpec, examples, type Setting } from './command.js'
import { filesNow, NowOptions, takeRequest, withNowOptions } from './take-request.js'

const Options = t.intersection([NowOptions, t.partial({ output: textOf('the name of a file'), take: wholeNumber(1) })])

type Options = t.TypeOf<typeof Options>

/** A take that is not finished, and whether what is there of it may make way. */
interface OpenTake {
  readonly take: StoredTake
  readonly force: boolean
}

/** Its newest frame; of a fork that has none yet, the frame that it goes on from; `null` at the start of a run. */
const newestFrame = (take: StoredTake, all: readonly StoredTake[]): TE.TaskEither<RenderError, Checkpoint | null> =>
  pipe(
    keptSteps(take.folder),
    TE.flatMap((steps): TE.TaskEither<RenderError, Checkpoint | null> => {
      const last = steps.at(-1)
      if (last !== undefined) return loadCheckpoint(take.folder, last)
      const parent = all.find(({ number }) => number === take.parent?.take)
      return take.parent === null || parent === undefined
        ? TE.right(null)
        : loadCheckpoint(parent.folder, take.parent.step)
    }),
  )

/** The takes to go on with: what is left of all of them, or the one that was named. A usage error: none of that name. */
const openTakes =
  (
    folder: string,
    all: readonly StoredTake[],
    { take, output, force }: Options,
  ): TE.TaskEither<CliError, readonly OpenTake[]> =>
  async () => {
    const asked = take === undefined ? all : all.filter(({ number }) => number === take)
    if (asked.length === 0)
      return E.left(usage(`--take is ${take}: give one of ${all.map(({ number }) => number).join(', ')}`))
    const left: OpenTake[] = []
    for (const one of asked) {
      const state = await writtenState(one)()
      if (state !== 'whole') left.push({ take: one, force: force || one.output.force || state === 'parts' })
    }
    if (output === undefined) return E.right(left)
    const [only, ...more] = asked.length === 1 ? asked : left.map((open) => open.take)
    return only === undefined || more.length > 0
      ? E.left(
          usage(
            `--output is for one take, and ${left.length} of ${folder} are to be finished: give --take and its number`,
          ),
        )
      : E.right([{ take: only, force }])
  }

const goOn = (
  { take, force }: OpenTake,
  all: readonly StoredTake[],
  options: Options,
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
    options: Options,
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
    if (only === undefined) return E.right(success([finishedText(folder, all)], { items: [] }))
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
      TE.bind('options', () => TE.fromEither<CliError, Options>(decodeOptions(Options, typed))),
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
