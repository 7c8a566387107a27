import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import type { CliError } from '../errors.js'
import { FarmOptions, withFarmOptions } from '../farm/farm-options.js'
import { selectionNamed } from '../farm/list-names.js'
import { checkShared, withFarm } from '../farm/open-farm.js'
import { watchAll, watchJobs } from '../farm/watch-events.js'
import { orInterrupted } from '../interruption.js'
import { success } from '../io.js'
import { decodeOptions } from '../options/decode.js'
import { type CommandSpec, examples } from './command.js'

const Options = t.intersection([FarmOptions, t.partial({ json: t.boolean })])

type Options = t.TypeOf<typeof Options>

/** `sigmastream farm watch`: what happens, as it happens. */
export const farmWatchCommand: CommandSpec = {
  define: (command) =>
    withFarmOptions(
      command
        .argument('[LIST|ID]', 'the id of a list or of a job, or the beginning of it')
        .description(
          'Say what happens as it happens, a line each: of everything until Ctrl-C, or of one list or job until it is over.',
        ),
    ).addHelpText(
      'after',
      examples(
        'farm watch --engine redis://HOST:6379 --store FOLDER',
        'farm watch 1a2b3c4d --engine redis://HOST:6379 --store FOLDER',
      ),
    ),
  run: ([id], typed, setting) => {
    const { io } = setting
    return pipe(
      TE.fromEither<CliError, Options>(decodeOptions(Options, typed)),
      TE.flatMap((options) =>
        withFarm(options, setting, (farm) =>
          pipe(
            checkShared('nothing else happens in it', farm),
            TE.flatMap(() =>
              id === undefined
                ? watchAll(farm, options.json === true, io)
                : pipe(
                    selectionNamed(farm.store, id),
                    TE.flatMap((selection) => watchJobs(farm, selection, options.json === true, io)),
                    orInterrupted(io.signal),
                  ),
            ),
          ),
        ),
      ),
      TE.map(() => success(['that is all'], { over: true })),
    )
  },
}
