import { type Cancellation, cancelJobs } from '@sigmastream/farm'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CliError } from '../errors.js'
import { fromFarmError } from '../farm/farm-errors.js'
import { FarmOptions, withFarmOptions } from '../farm/farm-options.js'
import { type Selection, selectionNamed } from '../farm/list-names.js'
import { checkShared, withFarm } from '../farm/open-farm.js'
import { type Outcome, success } from '../io.js'
import { decodeOptions } from '../options/decode.js'
import { type CommandSpec, examples } from './command.js'

const outcomeOf = ({ jobs }: Selection, found: ReadonlyMap<string, Cancellation>): Outcome => {
  const all = [...found.values()]
  const count = (of: Cancellation): number => all.filter((one) => one === of).length
  const [removed, told, absent] = [count('removed'), count('told'), count('absent')]
  return success(
    [
      ...(removed === 0 ? [] : [`${removed} waited, and ${removed === 1 ? 'is' : 'are'} gone`]),
      ...(told === 0
        ? []
        : [`${told} ${told === 1 ? 'runs' : 'run'}, and end${told === 1 ? 's' : ''} within one call of the model`]),
      ...(absent === 0 ? [] : [`${absent} ${absent === 1 ? 'was' : 'were'} there no more: what is made stays`]),
    ],
    { jobs: jobs.map(({ id, name }) => ({ id, name, was: found.get(id) ?? 'absent' })) },
  )
}

/** `sigmastream farm cancel`: takes back what was sent and is not made. */
export const farmCancelCommand: CommandSpec = {
  define: (command) =>
    withFarmOptions(
      command
        .argument('<LIST|ID>', 'the id of a list or of a job, or the beginning of it')
        .description(
          'Take back what was sent: what waits is taken out, and what runs ends within one call of the model. What is made stays in the store.',
        ),
    ).addHelpText('after', examples('farm cancel 1a2b3c4d --engine redis://HOST:6379 --store FOLDER')),
  run: ([id = ''], typed, setting) =>
    pipe(
      TE.fromEither<CliError, FarmOptions>(decodeOptions(FarmOptions, typed)),
      TE.flatMap((options) =>
        withFarm(options, setting, (farm) =>
          pipe(
            checkShared('nothing in it waits', farm),
            TE.flatMap(() => selectionNamed(farm.store, id)),
            TE.flatMap((selection) =>
              pipe(
                cancelJobs(farm, selection, Date.now()),
                TE.bimap(fromFarmError, (found) => outcomeOf(selection, found)),
              ),
            ),
          ),
        ),
      ),
    ),
}
