import {
  addTakes,
  type Checkpoint,
  checkFork,
  type ForkFields,
  forkRecipe,
  readTakes,
  type StoredTake,
} from '@sigmastream/pipeline'
import { noiseNames } from '@sigmastream/pipeline/recipe'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { fromRenderError } from '../from-errors.js'
import { type Io, note } from '../io.js'
import { noteOf, type TakesOf, withTakes } from '../run/new-takes.js'
import { perform } from '../run/perform.js'
import { noteDifferences } from '../run/stored-recipe.js'
import { checkModelFolder } from './check-model.js'
import { type CommandSpec, examples, type Setting } from './command.js'
import { filesNow, takeRequest, withNowOptions } from './take-request.js'
import { changeText } from './take-text.js'
import { checkChange, checkTold, forkedTake, frameAt, type TypedFork, typedFork } from './typed-fork.js'

/** A seed where another is wanted and none was typed: of forks that change nothing else, or of several. */
const withSeed = ({ options: { count = 1 }, changes }: TypedFork, io: Io): ForkFields => {
  if (changes.seed !== undefined || (count === 1 && Object.keys(changes).length > 0)) return changes
  const seed = io.randomSeed()
  note(io, `seed ${seed}, chosen at random: --seed ${seed} makes the same again`)
  return { ...changes, seed }
}

const forkOf = (
  folder: string,
  take: StoredTake,
  from: Checkpoint,
  fork: TypedFork,
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
        .option('--prompt <text>', 'Stable Audio: what is to be heard')
        .option('--negative <prompt>', 'Stable Audio: what is not to be heard')
        .option('--cfg <scale>', 'Stable Audio: how strongly to follow the prompt')
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
      TE.bind('take', ({ all, fork }) => TE.fromEither(forkedTake(all, fork.options))),
      TE.tap(({ take, fork }) => TE.fromEither(checkTold(take, fork))),
      TE.tap(({ take, fork }) => TE.fromEither(checkChange(take, fork))),
      TE.tap(({ take, fork }) => checkModelFolder(filesNow(take, fork.options).model ?? undefined)),
      TE.bind('from', ({ take, fork }) => frameAt(take, fork.options.at, setting.io)),
      TE.flatMap(({ take, fork, from }) => forkOf(folder, take, from, fork, setting)),
    ),
}
