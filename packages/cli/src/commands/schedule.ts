import { extensionOf, levelsOf, listSigmas, type ScheduleName, showNumber, sigmasOf } from '@sigmastream/pipeline'
import {
  maxSteps,
  oneOf,
  positive,
  scheduleNames,
  sigmaLevel,
  sigmaList,
  wholeNumber,
} from '@sigmastream/pipeline/recipe'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { type CliError, failure, usage } from '../errors.js'
import { checkTarget, writeFiles } from '../files.js'
import { fromRenderError } from '../from-errors.js'
import { interruptedBy } from '../interruption.js'
import { type Io, type Outcome, success } from '../io.js'
import { decodeOptions, textOf } from '../options/decode.js'
import { withSigmas } from '../options/sigmas-file.js'
import { table } from '../table.js'
import { checkTensorTarget, writeTensorTo } from '../tensor-output.js'
import { type CommandSpec, examples } from './command.js'

const oneName = oneOf(scheduleNames)

/** Names of schedules, written with commas. */
const names: t.Type<readonly ScheduleName[], string, unknown> = new t.Type(
  `one or several of ${Object.keys(scheduleNames).join(', ')}, with commas between them`,
  t.readonlyArray(oneName).is,
  (typed, context) =>
    t.readonlyArray(oneName).validate(
      String(typed)
        .split(',')
        .map((name) => name.trim()),
      context,
    ),
  (list) => list.join(','),
)

const Options = t.intersection([
  t.type({ steps: wholeNumber(1, maxSteps), frames: wholeNumber(1, 2 ** 24), force: t.boolean }),
  t.partial({
    schedule: names,
    sigmas: sigmaList(maxSteps + 1),
    sigmaMin: sigmaLevel,
    sigmaMax: sigmaLevel,
    shift: positive('a factor'),
    output: textOf('the name of a file'),
    plot: textOf('the name of a file'),
  }),
])

type Options = t.TypeOf<typeof Options>

/** The levels of Stable Audio Open, so that the command alone shows a schedule that is in use. */
const stableAudio = { sigmaMin: 0.3, sigmaMax: 500 }

const usual: ScheduleName = 'polyexponential'

/** A schedule as it is shown. */
interface ShownSchedule {
  readonly name: string
  readonly sigmas: readonly number[]
}

type ScheduleList = readonly [ShownSchedule, ...ShownSchedule[]]

const stepsOf = ({ sigmas }: ShownSchedule): number => sigmas.length - 1

const namedSchedule =
  ({ steps, frames, shift, sigmaMin, sigmaMax }: Options, { signal }: Io) =>
  (schedule: ScheduleName): E.Either<CliError, ShownSchedule> => {
    const asked = { sigmaMin: sigmaMin ?? null, sigmaMax: sigmaMax ?? null }
    return pipe(
      sigmasOf({
        schedule,
        steps,
        frames,
        ...levelsOf(schedule, asked, stableAudio),
        ...(shift === undefined ? {} : { shift }),
      }),
      E.bimap(
        (error) => fromRenderError(error, signal),
        (sigmas) => ({ name: schedule, sigmas }),
      ),
    )
  }

/** The list that was given, if one was. */
const listedSchedule = ({ sigmas }: Options, { signal }: Io): E.Either<CliError, readonly ShownSchedule[]> =>
  sigmas === undefined
    ? E.right([])
    : pipe(
        listSigmas(sigmas),
        E.bimap(
          (error) => fromRenderError(error, signal),
          (falling) => [{ name: 'list', sigmas: falling }],
        ),
      )

/** What is asked for, in that order, and the list behind it. */
const schedulesOf = (options: Options, io: Io): E.Either<CliError, ScheduleList> => {
  const { schedule = options.sigmas === undefined ? [usual] : [] } = options
  return pipe(
    E.Do,
    E.bind('named', () => pipe(schedule, E.traverseArray(namedSchedule(options, io)))),
    E.bind('listed', () => listedSchedule(options, io)),
    E.flatMap(({ named, listed }) => {
      const [first, ...others] = [...named, ...listed]
      return first === undefined ? E.left(usage('no schedule: give --schedule')) : E.right([first, ...others])
    }),
  )
}

const checkPlot = (path: string, force: boolean): TE.TaskEither<CliError, string> =>
  extensionOf(path) === '.png'
    ? checkTarget('--plot', path, force)
    : TE.left(usage(`--plot is "${path}": give a name that ends in .png`))

const draw = (path: string, shown: ScheduleList, force: boolean, { signal }: Io): TE.TaskEither<CliError, string> =>
  pipe(
    TE.fromTask(() => import('@sigmastream/plot')),
    TE.flatMap(({ plotSchedules, describePlotError }) =>
      pipe(
        plotSchedules({
          title: shown.length === 1 ? shown[0].name : 'Schedules',
          subtitle: `the noise level by step; ${[...new Set(shown.map(stepsOf))].join(', ')} steps`,
          lines: shown,
        }),
        TE.mapLeft((error): CliError => failure(describePlotError(error))),
      ),
    ),
    TE.tap(() => interruptedBy(signal)),
    TE.flatMap((bytes) => writeFiles([{ path, bytes }], force)),
    TE.map(() => path),
  )

/** One tensor for one schedule. */
const store = (path: string, shown: ScheduleList, force: boolean, io: Io): TE.TaskEither<CliError, string> => {
  const [{ sigmas }] = shown
  return pipe(
    checkTensorTarget(path, force),
    TE.filterOrElse(
      () => shown.length === 1,
      (): CliError => usage(`--output is for one schedule, and these are ${shown.length}: give one of them`),
    ),
    TE.flatMap(() => writeTensorTo(path, { shape: [sigmas.length], data: Float32Array.from(sigmas) }, force, io)),
  )
}

const unlessUndefined = <A>(
  path: string | undefined,
  write: (path: string) => TE.TaskEither<CliError, A>,
): TE.TaskEither<CliError, A | null> => (path === undefined ? TE.right(null) : write(path))

const textTable = (shown: ScheduleList): readonly string[] => {
  const places = Array.from({ length: Math.max(...shown.map(({ sigmas }) => sigmas.length)) }, (_, i) => i)
  return table(
    ['place', ...(shown.length === 1 ? ['sigma'] : shown.map(({ name }) => name))],
    places.map((place) => [
      String(place),
      ...shown.map(({ sigmas: { [place]: sigma } }) => (sigma === undefined ? '' : showNumber(sigma))),
    ]),
  )
}

const outcomeOf = (shown: ScheduleList, output: string | null, plot: string | null): Outcome => {
  const [{ sigmas }] = shown
  const each = shown.map((one) => ({ schedule: one.name, steps: stepsOf(one), sigmas: one.sigmas }))
  return success(
    [
      ...(output === null && plot === null ? textTable(shown) : []),
      ...(output === null ? [] : [`wrote ${output}: ${sigmas.length} sigmas`]),
      ...(plot === null ? [] : [`wrote ${plot}: the picture`]),
    ],
    { ...(shown.length === 1 ? each[0] : { schedules: each }), output, plot },
  )
}

/** `sigmastream schedule`: the sigmas that a run would go down. */
export const scheduleCommand: CommandSpec = {
  define: (command) =>
    command
      .description(
        'Print the noise levels (sigmas) that a run goes down, from the highest to 0, draw them, or write them to a file.',
      )
      .option(
        '--schedule <names>',
        `one or several of ${Object.keys(scheduleNames).join(', ')}, with commas between them (default: ${usual})`,
      )
      .option('--steps <count>', `how many steps, from 1 to ${maxSteps}`, '50')
      .option('--sigma-min <sigma>', `the lowest level above 0 (default: ${stableAudio.sigmaMin})`)
      .option(
        '--sigma-max <sigma>',
        `the highest level (default: ${stableAudio.sigmaMax}; pure noise for schedules of flow models)`,
      )
      .option('--shift <factor>', 'flux-shift: by how much every sigma is multiplied (default: 6.93)')
      .option('--sigmas <list>', 'a list of your own, such as 500,100,20,3,0, or a file of it (text, JSON, .npy)')
      .option('--frames <count>', 'how long the latents are, for full-shift, which goes by length', '256')
      .option('--plot <file.png>', 'draw them instead, all in one picture')
      .option('-o, --output <file>', 'write them as a tensor instead: .npy, .npz or .safetensors')
      .option('--force', 'replace a file that is there', false)
      .option('--json', 'print one JSON object instead')
      .addHelpText(
        'after',
        examples(
          'schedule',
          'schedule --schedule karras --steps 20 --sigma-min 0.03 --sigma-max 80',
          'schedule --schedule log-snr,log-snr-shift,linear-time --steps 8 --plot flow.png',
          'schedule --sigmas 500,100,20,3,0 --schedule polyexponential --steps 4',
          'schedule --steps 100 -o sigmas.npy',
        ),
      ),
  run: (_, typed, { io }) =>
    pipe(
      TE.Do,
      TE.bindW('options', () =>
        pipe(
          withSigmas(typed),
          TE.flatMapEither((told) => decodeOptions(Options, told)),
        ),
      ),
      TE.bindW('shown', ({ options }) => TE.fromEither(schedulesOf(options, io))),
      TE.tap(({ options: { plot, force } }) => unlessUndefined(plot, (path) => checkPlot(path, force))),
      TE.bindW('output', ({ options: { output, force }, shown }) =>
        unlessUndefined(output, (path) => store(path, shown, force, io)),
      ),
      TE.bindW('drawn', ({ options: { plot, force }, shown }) =>
        unlessUndefined(plot, (path) => draw(path, shown, force, io)),
      ),
      TE.map(({ shown, output, drawn }) => outcomeOf(shown, output, drawn)),
    ),
}
