import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import type { CliError } from '../errors.js'
import { collectResults } from '../farm/collect-results.js'
import { FarmOptions, withFarmOptions } from '../farm/farm-options.js'
import { listNamed } from '../farm/list-names.js'
import { withFarm } from '../farm/open-farm.js'
import { decodeOptions, textOf } from '../options/decode.js'
import { type CommandSpec, examples } from './command.js'

const Options = t.intersection([
  FarmOptions,
  t.type({ output: textOf('the name of a folder'), force: t.boolean, wait: t.boolean }),
])

type Options = t.TypeOf<typeof Options>

/** `sigmastream farm results`: the results of a list, in a folder. */
export const farmResultsCommand: CommandSpec = {
  define: (command) =>
    withFarmOptions(
      command
        .argument('<LIST>', 'the id of a list, or the beginning of it')
        .description(
          'Fetch the results of a list into a folder, each under its name, as they come to be there. What was given up or cancelled is ' +
            'named, with why; then the exit code is 1.',
        )
        .requiredOption('-o, --output <folder>', 'where to; it is made where it is not there')
        .option('--no-wait', 'fetch what is there now, and wait for nothing')
        .option('--force', 'replace files that are there', false),
    ).addHelpText(
      'after',
      examples(
        'farm results 1a2b3c4d -o made',
        'farm results 1a2b3c4d -o made --no-wait --engine redis://HOST:6379 --store FOLDER',
      ),
    ),
  run: ([id = ''], typed, setting) =>
    pipe(
      TE.fromEither<CliError, Options>(decodeOptions(Options, typed)),
      TE.flatMap((options) =>
        withFarm(options, setting, (farm) =>
          pipe(
            listNamed(farm.store, id),
            TE.flatMap((list) =>
              // in a farm of one process nothing is made meanwhile
              collectResults(farm, list, options, options.wait && !farm.isAlone, setting.io),
            ),
          ),
        ),
      ),
    ),
}
