import { type NamedJob, Priority, type Submission, submitJobs } from '@sigmastream/farm'
import type { Command } from 'commander'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import type { CliError } from '../errors.js'
import { checkResultsFolder } from '../farm/collect-result.js'
import { collectResults } from '../farm/collect-results.js'
import { fromFarmError } from '../farm/farm-errors.js'
import { FarmOptions, ownName, SenderOptions, withFarmOptions, withSender } from '../farm/farm-options.js'
import { shortId } from '../farm/list-names.js'
import { namedRecipes } from '../farm/named-recipes.js'
import { type OpenFarm, withFarm } from '../farm/open-farm.js'
import { withPlannedJobs } from '../farm/planned-jobs.js'
import { submissionJson, submissionLine } from '../farm/submission-lines.js'
import { awaitList, workOff } from '../farm/work-off.js'
import { WorkerOptions, withWorkerOptions } from '../farm/worker-options.js'
import { type Io, note, type Outcome, success } from '../io.js'
import { collectValues, decodeOptions, textOf } from '../options/decode.js'
import { fieldHelp } from '../options/field-help.js'
import { withPromptOptions } from '../options/model-options.js'
import { type RunArguments, typedOptions } from '../options/run-arguments.js'
import { withSampling } from '../options/sampling-options.js'
import { checkModelFolder } from './check-model.js'
import { type CommandSpec, examples, type Setting } from './command.js'

const Options = t.intersection([
  FarmOptions,
  SenderOptions,
  WorkerOptions,
  t.type({ input: t.readonlyArray(textOf('a file or a folder of sound')), priority: Priority, force: t.boolean }),
])

type Options = t.TypeOf<typeof Options>

/** Whether results can be put where they are wanted, before any is asked for. */
const checkOutput = (
  farm: OpenFarm,
  jobs: readonly NamedJob[],
  submitter: string,
  { settings: { output } }: RunArguments,
  { force }: Options,
): TE.TaskEither<CliError, unknown> =>
  output === undefined
    ? TE.right(null)
    : checkResultsFolder(
        farm,
        { submitter, jobs: jobs.map(({ job, name }) => ({ id: job.id, name })) },
        { output, force },
      )

/** Sends jobs. */
const send = (farm: OpenFarm, jobs: readonly NamedJob[], submitter: string): TE.TaskEither<CliError, Submission> =>
  pipe(submitJobs(farm, jobs, { submitter, at: Date.now() }), TE.mapLeft(fromFarmError))

/** What is waited for, and what it came to. */
const outcomeOf = (
  farm: OpenFarm,
  submission: Submission,
  { options, run: { settings } }: { readonly options: Options; readonly run: RunArguments },
  io: Io,
): TE.TaskEither<CliError, Outcome> => {
  const { list } = submission
  const { output, model } = settings
  const fetch = `fetch them: sigmastream farm results ${shortId(list.id)} -o FOLDER`
  // said at once where there is something to wait for, else at the end
  if (output !== undefined || farm.isAlone) note(io, submissionLine(submission))
  const waiting: TE.TaskEither<CliError, Outcome> =
    output !== undefined
      ? collectResults(farm, list, { output, force: options.force }, true, io)
      : farm.isAlone
        ? pipe(
            awaitList(farm, list, io),
            TE.map((outcome) => ({ ...outcome, lines: [...outcome.lines, fetch] })),
          )
        : TE.right(success([submissionLine(submission), fetch], {}))
  const isOpen = submission.added.length + submission.present.length > 0
  return pipe(
    farm.isAlone && isOpen
      ? workOff(farm, { ...options, models: model === undefined ? [] : [model] }, io, waiting)
      : waiting,
    TE.map((outcome) => ({ ...outcome, json: { ...submissionJson(submission), ...outcome.json } })),
  )
}

const define = (command: Command): Command =>
  withWorkerOptions(
    withSender(
      withFarmOptions(
        withPromptOptions(
          withSampling(
            command
              .argument('[FILES...]', 'recipes: .json, or sound that was made here and has its recipe in it')
              .description(
                'Send recipes to a farm, or the prompts of a file. All are checked first, and nothing is sent where one is refused; what was ' +
                  'made before is not made again. Without --engine this process makes them itself, before it ends.',
              )
              .option('--prompts <file.jsonl>', 'instead of FILES: prompts, as generate --prompts takes them')
              .option(
                '--input <file>',
                'a file or folder of sound that recipes work on or learn from, found by what is in it; may be given several times',
                collectValues,
                [],
              )
              .option(
                '-o, --output <folder>',
                'wait, and fetch the results into this folder; it is made where it is not there',
              )
              .option('--force', 'replace files that are there', false)
              .option('--priority <name>', 'high, normal or low', 'normal'),
            'checkpoint',
            { walk: false },
          )
            .option(
              '--model <folder>',
              'the Stable Audio checkpoint of the recipes or prompts; no weights are loaded here',
            )
            .option('--threads <count>', fieldHelp('threads'))
            .option('--batch <count>', `${fieldHelp('batch', 'unsaid')}, of prompts`),
        ),
      ),
    ),
    'with the engine memory: ',
  ).addHelpText(
    'after',
    examples(
      'farm submit fill.json vary.json --input take.wav -o made',
      'farm submit --prompts lines.jsonl --model FOLDER --engine redis://HOST:6379 --store s3://BUCKET/farm',
    ),
  )

/** `sigmastream farm submit`: sends recipes to be made. */
export const farmSubmitCommand: CommandSpec = {
  short: ['prompts', 'input', 'output', 'model', 'engine', 'store', 'submitter', 'priority'],
  define,
  run: (files, typed, setting: Setting) => {
    const { io } = setting
    return pipe(
      TE.Do,
      TE.bind('options', () => TE.fromEither<CliError, Options>(decodeOptions(Options, typed))),
      TE.bind('run', () => typedOptions(typed)),
      TE.tap(({ run }) => checkModelFolder(run.settings.model)),
      TE.bind('asked', ({ run }) => namedRecipes(files, run, io)),
      TE.flatMap(({ options, run, asked }) => {
        const submitter = options.submitter ?? ownName()
        const seed = run.fields.seed ?? io.randomSeed()
        if (asked.some(({ recipe }) => recipe.seed === undefined))
          note(io, `seed ${seed}, chosen at random, where none is said: say "seed": ${seed} to make the same again`)
        const { input, priority } = options
        const { model } = run.settings
        return withFarm(options, setting, (farm) =>
          withPlannedJobs(asked, { input, model, seed, sentAs: { submitter, priority } }, farm, io, (jobs) =>
            pipe(
              checkOutput(farm, jobs, submitter, run, options),
              TE.flatMap(() => send(farm, jobs, submitter)),
              TE.flatMap((submission) => outcomeOf(farm, submission, { options, run }, io)),
            ),
          ),
        )
      }),
    )
  },
}
