import {
  addTakes,
  type Checkpoint,
  checkFork,
  type ForkFields,
  forkRecipe,
  isEmbedded,
  keptSteps,
  loadCheckpoint,
  mostItems,
  readTakes,
  type StoredTake,
} from '@sigmastream/pipeline'
import { forkFields, noiseNames, wholeNumber } from '@sigmastream/pipeline/recipe'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { type CliError, usage } from '../errors.js'
import { fromRenderError } from '../from-errors.js'
import { type Io, note } from '../io.js'
import { withCurves } from '../options/curve-files.js'
import { decodeOptions, textOf } from '../options/decode.js'
import { noteOf, type TakesOf, withTakes } from '../run/new-takes.js'
import { perform } from '../run/perform.js'
import { noteDifferences } from '../run/stored-recipe.js'
import { checkModelFolder } from './check-model.js'
import { type CommandSpec, examples, type Setting } from './command.js'
import { filesNow, NowOptions, takeRequest, withNowOptions } from './take-request.js'
import { changeText } from './take-text.js'

const Options = t.intersection([
  NowOptions,
  t.type({ at: wholeNumber(1), output: textOf('the name of a file') }),
  t.partial({ take: wholeNumber(1), count: wholeNumber(1, mostItems), plot: textOf('the name of a file') }),
])

type Options = t.TypeOf<typeof Options>

const Changes = t.partial(forkFields)

/** What was typed. */
interface Fork {
  readonly options: Options
  readonly changes: ForkFields
}

const typedFork = (typed: unknown): TE.TaskEither<CliError, Fork> =>
  pipe(
    withCurves(typed, ['cfg']),
    TE.flatMapEither((whole) =>
      pipe(
        E.Do,
        E.bind('options', () => decodeOptions(Options, whole)),
        E.bind('changes', () => decodeOptions(Changes, whole)),
      ),
    ),
  )

/** What the model of a take is not told. A usage error. */
const checkTold = ({ recipe, number }: StoredTake, { options, changes }: Fork): E.Either<CliError, void> => {
  if (!isEmbedded(recipe)) return E.right(undefined)
  const stray =
    options.model !== undefined
      ? 'model'
      : (['prompt', 'negative', 'cfg'] as const).find((name) => changes[name] !== undefined)
  return stray === undefined
    ? E.right(undefined)
    : E.left(
        usage(
          `--${stray} is for Stable Audio Open, and take ${number} is of the embedded model, which knows no text: leave it out`,
        ),
      )
}

/** The take that is forked. A usage error: none of that number. */
const takeOf = (all: readonly StoredTake[], { take = 1 }: Options): E.Either<CliError, StoredTake> =>
  E.fromNullable(usage(`--take is ${take}: give one of ${all.map(({ number }) => number).join(', ')}`))(
    all.find(({ number }) => number === take),
  )

const listed = (steps: readonly number[]): string =>
  steps.length > 12 ? `${steps.slice(0, 6).join(', ')}, ... ${steps.at(-1)}` : steps.join(', ')

/** The frame that a fork goes on from. A usage error: none is kept there, or the run is over. */
const frameAt = ({ folder, number }: StoredTake, at: number, { signal }: Io): TE.TaskEither<CliError, Checkpoint> =>
  pipe(
    keptSteps(folder),
    TE.mapLeft((error) => fromRenderError(error, signal)),
    TE.filterOrElse(
      (steps) => steps.includes(at),
      (steps): CliError =>
        usage(
          steps.length === 0
            ? `--at ${at}: no frame of take ${number} is kept: go on with it first: sigmastream resume`
            : `--at ${at}: take ${number} has no frame there: give one of ${listed(steps)}`,
        ),
    ),
    TE.flatMap(() =>
      pipe(
        loadCheckpoint(folder, at),
        TE.mapLeft((error) => fromRenderError(error, signal)),
      ),
    ),
    TE.filterOrElse(
      ({ frame }) => frame.at.to > 0,
      (): CliError => usage(`--at ${at}: take ${number} is over after that step: give an earlier one`),
    ),
  )

/** A seed where another is wanted and none was typed: of forks that change nothing else, or of several. */
const withSeed = ({ options: { count = 1 }, changes }: Fork, io: Io): ForkFields => {
  if (changes.seed !== undefined || (count === 1 && Object.keys(changes).length > 0)) return changes
  const seed = io.randomSeed()
  note(io, `seed ${seed}, chosen at random: --seed ${seed} makes the same again`)
  return { ...changes, seed }
}

const forkOf = (
  folder: string,
  take: StoredTake,
  from: Checkpoint,
  fork: Fork,
  setting: Setting,
): ReturnType<CommandSpec['run']> => {
  const { io } = setting
  const { options } = fork
  const { at, output, plot, force, device, count = 1 } = options
  const changes = withSeed(fork, io)
  const files = filesNow(take, options)
  const takes: TakesOf = (runs) =>
    pipe(
      TE.fromEither(checkFork(runs[0].job, from, changes)),
      TE.flatMap(() =>
        addTakes(
          folder,
          runs.map((run) => noteOf(run, files, { force, every: take.every, parent: { take: take.number, step: at } })),
        ),
      ),
      TE.bimap(
        (error) => fromRenderError(error, io.signal),
        (added) =>
          withTakes(
            runs,
            added.map((one) => ({ take: one, from })),
          ),
      ),
    )
  noteDifferences(take, device, io)
  note(io, `take ${take.number} after step ${at}, with ${changeText(changes, take.recipe)}`)
  const request = takeRequest(
    forkRecipe(take.recipe, at, changes),
    { files, output, plot: plot ?? null, force, device, count, done: at, takes },
    setting,
  )
  return perform(request, io)
}

/** `sigmastream fork`: other takes from one frame of a run that was kept. */
export const forkCommand: CommandSpec = {
  define: (command) =>
    withNowOptions(
      command
        .argument('<DIR>', 'the folder that --checkpoint made')
        .description(
          'Start another take from a step of one that was kept: what came before that step is the same, what comes after it is made ' +
            'otherwise. The folder keeps the new take too, and the file says how it was made: sigmastream rerun makes it again.',
        )
        .requiredOption('--at <step>', 'after which step: one that a frame was kept of')
        .requiredOption('-o, --output <file>', 'where to: .wav, .flac; .npy, .npz, .safetensors for latents')
        .option('--take <number>', 'of which take; sigmastream tree shows them (default: 1, the first)')
        .option(
          '--seed <seed>',
          'the seed of the noise from there on (default: a random one, unless something else changes)',
        )
        .option('--sampler <name>', 'how each step from there on is computed; sigmastream samplers lists them')
        .option('--noise <name>', `where noise comes from: ${Object.keys(noiseNames).join(', ')}`)
        .option('--prompt <text>', 'Stable Audio Open: what is to be heard')
        .option('--negative <prompt>', 'Stable Audio Open: what is not to be heard')
        .option('--cfg <scale>', 'Stable Audio Open: how strongly to follow the prompt')
        .option('--count <number>', 'how many, with the seeds from --seed on: OUT-1.wav, OUT-2.wav and so on')
        .option('--plot <file.png>', 'draw before, gap and after, the schedule, and how far each step moved'),
    ).addHelpText(
      'after',
      examples(
        'fork held --at 12 --seed 7 -o other.wav',
        'fork held --at 20 --sampler dpmpp-3m-sde --count 3 -o others.wav',
        'fork held --at 12 --prompt "brushes" -o brushes.wav',
      ),
    ),
  run: ([folder = ''], typed, setting) =>
    pipe(
      TE.Do,
      TE.bind('fork', () => typedFork(typed)),
      TE.bind('all', () =>
        pipe(
          readTakes(folder),
          TE.mapLeft((error) => fromRenderError(error, setting.io.signal)),
        ),
      ),
      TE.bind('take', ({ all, fork }) => TE.fromEither(takeOf(all, fork.options))),
      TE.tap(({ take, fork }) => TE.fromEither(checkTold(take, fork))),
      TE.tap(({ take, fork }) => checkModelFolder(filesNow(take, fork.options).model ?? undefined)),
      TE.bind('from', ({ take, fork }) => frameAt(take, fork.options.at, setting.io)),
      TE.flatMap(({ take, fork, from }) => forkOf(folder, take, from, fork, setting)),
    ),
}
