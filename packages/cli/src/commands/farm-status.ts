import type { JobList, WorkerCard } from '@sigmastream/farm'
import { gigabytes } from '@sigmastream/pipeline'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CliError } from '../errors.js'
import { fromFarmError } from '../farm/farm-errors.js'
import { FarmOptions, withFarmOptions } from '../farm/farm-options.js'
import { laneHeading, laneRow, modelText, obstacleLines } from '../farm/lane-lines.js'
import { listNamed, shortId } from '../farm/list-names.js'
import { listStatus } from '../farm/list-status.js'
import { type OpenFarm, withFarm } from '../farm/open-farm.js'
import { type Outcome, success } from '../io.js'
import { decodeOptions } from '../options/decode.js'
import { table } from '../table.js'
import { type CommandSpec, examples } from './command.js'

const workerHeading = ['worker', 'models', 'memory', 'device', 'calls a second', 'jobs'] as const

const workerRow = ({ id, models, memory, device, speed, jobs }: WorkerCard): readonly string[] => [
  id,
  models.map(modelText).join(', '),
  gigabytes(memory),
  device,
  speed.toPrecision(3),
  String(jobs.length),
]

const listRow = ({ id, submitter, at, jobs }: JobList): readonly string[] => [
  shortId(id),
  submitter,
  new Date(at).toISOString().slice(0, 16).replace('T', ' '),
  String(jobs.length),
]

const section = (heading: readonly string[], rows: readonly (readonly string[])[]): readonly string[] =>
  rows.length === 0 ? [] : ['', ...table(heading, rows)]

/** What is there: workers, lanes, lists. */
const wholeStatus = ({ engine, store, isAlone }: OpenFarm): TE.TaskEither<CliError, Outcome> =>
  pipe(
    TE.Do,
    TE.bind('workers', () => engine.workers),
    TE.bind('lanes', () => engine.lanes),
    TE.bindW('lists', () => store.lists),
    TE.bimap(fromFarmError, ({ workers, lanes, lists }) =>
      success(
        [
          `engine ${engine.name}, store ${store.name}`,
          ...(workers.length > 0
            ? []
            : [
                isAlone
                  ? 'no other process: farm submit makes what it sends'
                  : 'no worker: start one with sigmastream farm work',
              ]),
          ...section(workerHeading, workers.map(workerRow)),
          ...section(laneHeading, lanes.map(laneRow)),
          ...obstacleLines(lanes, workers),
          ...section(['list', 'submitter', 'sent (UTC)', 'results'], lists.map(listRow)),
        ],
        {
          engine: engine.name,
          store: store.name,
          workers,
          lanes,
          lists: lists.map(({ id, submitter, at, jobs }) => ({ id, submitter, at, results: jobs.length })),
        },
      ),
    ),
  )

/** `sigmastream farm status`: what is there, or how far a list is. */
export const farmStatusCommand: CommandSpec = {
  define: (command) =>
    withFarmOptions(
      command
        .argument('[LIST]', 'the id of a list, or the beginning of it')
        .description(
          'Say which workers there are and what they can do, what waits and runs for whom, what no worker can do, and which lists were ' +
            'sent; or how far one list is.',
        ),
    ).addHelpText('after', examples('farm status', 'farm status 1a2b3c4d --engine redis://HOST:6379 --store FOLDER')),
  run: ([id], typed, setting) =>
    pipe(
      TE.fromEither<CliError, FarmOptions>(decodeOptions(FarmOptions, typed)),
      TE.flatMap((options) =>
        withFarm(options, setting, (farm) =>
          id === undefined
            ? wholeStatus(farm)
            : pipe(
                listNamed(farm.store, id),
                TE.flatMap((list) => listStatus(farm, list)),
              ),
        ),
      ),
    ),
}
