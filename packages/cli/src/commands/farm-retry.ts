import { type DeadLetter, retryJobs } from '@sigmastream/farm'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { type CliError, usage } from '../errors.js'
import { fromFarmError } from '../farm/farm-errors.js'
import { FarmOptions, withFarmOptions } from '../farm/farm-options.js'
import { selectionNamed, shortId } from '../farm/list-names.js'
import { checkShared, type OpenFarm, withFarm } from '../farm/open-farm.js'
import { type Outcome, success } from '../io.js'
import { decodeOptions } from '../options/decode.js'
import { type CommandSpec, examples } from './command.js'

const Options = t.intersection([FarmOptions, t.type({ all: t.boolean })])

type Options = t.TypeOf<typeof Options>

/** Which of what was given up is meant. A usage error: neither a list nor a job nor all, or all and one of them. */
const selectorOf = (
  farm: OpenFarm,
  id: string | undefined,
  all: boolean,
): TE.TaskEither<CliError, (letter: DeadLetter) => boolean> => {
  if (all !== (id === undefined))
    return TE.left(
      usage(all ? '--all is everything: leave it or the id out' : 'nothing to retry: give a list, a job, or --all'),
    )
  if (id === undefined) return TE.right(() => true)
  return pipe(
    selectionNamed(farm.store, id),
    TE.map(({ submitter, jobs }) => {
      const ids = new Set(jobs.map((job) => job.id))
      return ({ job }: DeadLetter) => ids.has(job.id) && job.lane.submitter === submitter
    }),
  )
}

const outcomeOf = (letters: readonly DeadLetter[]): Outcome =>
  success(
    letters.length === 0
      ? ['nothing of it was given up']
      : letters.map(({ job, fault }) => `${shortId(job.id)} waits again, given up before: ${fault.message}`),
    { jobs: letters.map(({ job, fault }) => ({ id: job.id, fault })) },
  )

/** `sigmastream farm retry`: what was given up waits again. */
export const farmRetryCommand: CommandSpec = {
  define: (command) =>
    withFarmOptions(
      command
        .argument('[LIST|ID]', 'the id of a list or of a job, or the beginning of it')
        .description(
          'Have made again what was given up: a recipe that failed, or that ended its workers. What it failed at is said by farm status LIST.',
        )
        .option('--all', 'everything that was given up, whoever sent it', false),
    ).addHelpText(
      'after',
      examples(
        'farm retry 1a2b3c4d --engine redis://HOST:6379 --store FOLDER',
        'farm retry --all --engine redis://HOST:6379 --store FOLDER',
      ),
    ),
  run: ([id], typed, setting) =>
    pipe(
      TE.fromEither<CliError, Options>(decodeOptions(Options, typed)),
      TE.flatMap((options) =>
        withFarm(options, setting, (farm) =>
          pipe(
            checkShared('nothing stays given up in it: submit it again', farm),
            TE.flatMap(() => selectorOf(farm, id, options.all)),
            TE.flatMap((isMeant) => pipe(retryJobs(farm, isMeant, Date.now()), TE.bimap(fromFarmError, outcomeOf))),
          ),
        ),
      ),
    ),
}
