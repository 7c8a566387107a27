import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import type { CliError } from '../errors.js'
import { FarmOptions, withFarmOptions } from '../farm/farm-options.js'
import { checkShared, withFarm } from '../farm/open-farm.js'
import { openWorker } from '../farm/open-worker.js'
import { remarkLine } from '../farm/remark-line.js'
import { WorkerOptions, withWorkerOptions } from '../farm/worker-options.js'
import { note, success } from '../io.js'
import { collectValues, decodeOptions, textOf } from '../options/decode.js'
import { checkModelFolder } from './check-model.js'
import { type CommandSpec, examples } from './command.js'

const Options = t.intersection([
  FarmOptions,
  WorkerOptions,
  t.type({ model: t.readonlyArray(textOf('the folder of a Stable Audio checkpoint')) }),
])

type Options = t.TypeOf<typeof Options>

/** `sigmastream farm work`: makes what was sent, until it is stopped. */
export const farmWorkCommand: CommandSpec = {
  define: (command) =>
    withWorkerOptions(
      withFarmOptions(
        command
          .description(
            'Make what was sent to a farm, on this machine, until it is stopped. Ctrl-C or SIGTERM lets the step that is under way end, keeps it, ' +
              'and gives the work back; a second one ends at once. Whatever ends it, nothing is lost.',
          )
          .option(
            '--model <folder>',
            'a Stable Audio checkpoint that it can use beside the embedded model; may be given several times',
            collectValues,
            [],
          ),
      ),
    ).addHelpText(
      'after',
      examples(
        'farm work --engine redis://HOST:6379 --store s3://BUCKET/farm',
        'farm work --model FOLDER --memory 12 --places 2 --engine redis://HOST:6379 --store s3://BUCKET/farm',
      ),
    ),
  run: (_, typed, setting) => {
    const { io } = setting
    return pipe(
      TE.fromEither<CliError, Options>(decodeOptions(Options, typed)),
      TE.tap(({ model }) => TE.traverseSeqArray(checkModelFolder)(model)),
      TE.flatMap((options) =>
        withFarm(options, setting, (farm) =>
          pipe(
            checkShared('nobody else sends to it', farm),
            TE.flatMap(() => openWorker(farm, { ...options, models: options.model }, io)),
            TE.flatMapTask((work) => {
              note(io, 'Ctrl-C ends it: the step under way ends, is kept, and the work is given back')
              return work({ stop: io.signal, hear: (remark) => note(io, remarkLine(remark)) })
            }),
            TE.map((tally) =>
              success(
                [
                  `the worker has left: ${tally.made} made, ${tally.found} found made, ${tally.dead} given up, ${tally['given-back']} given back`,
                ],
                { ...tally },
              ),
            ),
          ),
        ),
      ),
    )
  },
}
