import {
  type Asked,
  askedFields,
  fraction,
  helpText,
  maxSteps,
  mostItems,
  type Recipe,
  type RecipeFields,
  walkWords,
  wholeNumber,
} from '@sigmastream/pipeline/recipe'
import type { Command } from 'commander'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import type { CliError } from '../errors.js'
import { withCurves } from './curve-files.js'
import { collectValues, decodeOptions, textOf } from './decode.js'
import { fieldHelp } from './field-help.js'
import { optionName } from './option-name.js'
import { withPrompts } from './prompts.js'
import { withSigmas } from './sigmas-file.js'

/** How far the noise goes toward that of another seed, once for each result. */
const parts = t.readonlyArray(
  fraction('(0 is what --seed makes, 1 what --toward makes)'),
  'a number from 0 to 1 (0 is what --seed makes, 1 what --toward makes), or several of them, such as 0,0.5,1',
)

/** What is typed beside the recipe: where things are, and what is written. */
const Settings = t.intersection([
  t.type({ force: t.boolean }),
  t.partial({
    model: textOf('the folder of a Stable Audio Open checkpoint'),
    fromAudio: t.readonlyArray(textOf('the name of a file')),
    prompts: textOf('the name of a file'),
    output: textOf('the name of a file'),
    plot: textOf('the name of a file'),
    grid: textOf('the name of a file'),
    saveFrames: textOf('the name of a folder'),
    preview: textOf('the name of a folder'),
    previewEvery: wholeNumber(1, maxSteps),
    count: wholeNumber(1, mostItems),
    checkpoint: textOf('the name of a folder'),
    checkpointEvery: wholeNumber(1),
    by: parts,
  }),
])

/** See the codec of the same name. */
export type Settings = t.TypeOf<typeof Settings>

const Fields = t.partial(askedFields)

/** What was typed: a recipe without its task, and the rest. */
export interface RunArguments {
  readonly fields: RecipeFields
  readonly settings: Settings
}

/** The options of a run as they were typed; files of sigmas and of guidance are read. Errors: usage. */
export const typedOptions = (typed: unknown): TE.TaskEither<CliError, RunArguments> =>
  pipe(
    withSigmas(typed),
    TE.flatMap((listed) => withCurves(listed, ['cfg'])),
    TE.flatMapEither(withPrompts),
    TE.flatMapEither((whole) =>
      pipe(
        E.Do,
        E.bind('settings', () => decodeOptions(Settings, whole)),
        E.bind('fields', () => decodeOptions(Fields, whole)),
      ),
    ),
  )

/** A recipe of what was typed. */
export const recipeOfArguments = ({ fields }: RunArguments, task: Recipe): Recipe => ({
  ...fields,
  ...task,
})

/** Between the noise of two seeds; not of a search, which has many, and whose --by is a verifier. */
const withWalk = (command: Command): Command =>
  command.option('--toward <seed>', fieldHelp('toward')).option('--by <part>', helpText(walkWords, optionName))

/** Whether the noise may be between that of two seeds: as it may unless it is said. */
export interface WalkOption {
  readonly walk?: boolean
}

/**
 * The options of how a run is sampled, in the order in which help lists them; `asked` says where defaults come from.
 */
const withSampling = (command: Command, asked: Asked, { walk = true }: WalkOption): Command => {
  const seeded = command
    .option('--sampler <name>', fieldHelp('sampler', asked))
    .option('--steps <count>', fieldHelp('steps', asked))
    .option('--schedule <name>', fieldHelp('schedule', asked))
    .option('--sigma-min <sigma>', fieldHelp('sigmaMin', asked))
    .option('--sigma-max <sigma>', fieldHelp('sigmaMax', asked))
    .option('--shift <factor>', fieldHelp('shift'))
    .option(
      '--sigmas <list>',
      'the noise levels themselves, such as 500,100,20,3,0, or a file of them (text, JSON, .npy), in the place of a schedule',
    )
    .option(
      '--curve <name=file>',
      'what changes along the clip: a file with a second and a value a line, such as strength=@fade.csv; of what, each command says',
      collectValues,
    )
    .option('--reuse <error>', fieldHelp('reuse'))
    .option('--seed <seed>', fieldHelp('seed'))
    .option('--forks <list>', fieldHelp('forks'))
  return (walk ? withWalk(seeded) : seeded)
    .option('--noise <name>', fieldHelp('noise', 'unsaid'), 'keyed')
    .option('--cuda-threads <count>', fieldHelp('cudaThreads'))
}

const withOutput = (command: Command): Command =>
  command
    .option('--encoding <name>', fieldHelp('encoding'))
    .option('--plot <file.png>', 'draw before, gap and after, the schedule, and how far each step moved')
    .option('--grid <file.png>', 'draw all results side by side in one picture, where there are several')
    .option('--save-frames <folder>', 'keep the denoised estimate of every step: latents as .npy, and as sound in .wav')
    .option(
      '--preview <folder>',
      'hear it while it is made: the estimate of some steps as step-12.wav as soon as it is there, and steps.png of them all',
    )
    .option('--preview-every <steps>', 'how many steps are between previews (default: a tenth of all)')
    .option(
      '--checkpoint <folder>',
      'keep the run in this new folder while it is made: sigmastream resume goes on with it, sigmastream fork starts other takes from any step of it',
    )
    .option('--checkpoint-every <steps>', 'with --checkpoint: after how many steps each time (default: 1)')
    .option('--force', 'replace files that are there', false)
    .option('--json', 'print one JSON object instead of text')

/** The options of runs on a clip. */
export const withRunOptions = (command: Command, options: WalkOption = {}): Command =>
  withOutput(
    withSampling(command, 'either', options)
      .option(
        '--from-audio <files...>',
        'learn from these clips instead of IN, which stands before it (latents where IN is latents)',
      )
      .option('--window-length <seconds>', fieldHelp('windowLength'))
      .option('--threads <count>', fieldHelp('threads'))
      .option('--frame-rate <rate>', fieldHelp('frameRate'))
      .option('--tensor <name>', fieldHelp('tensor')),
  )

/** The options of runs that make something of a prompt alone. */
export const withPromptRunOptions = (command: Command, options: WalkOption = {}): Command =>
  withOutput(withSampling(command, 'checkpoint', options).option('--threads <count>', fieldHelp('threads')))
