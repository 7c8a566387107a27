import { maxSteps, scheduleNames } from '@sigmastream/pipeline/recipe'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CliError } from '../errors.js'
import { note } from '../io.js'
import { decodeOptions } from '../options/decode.js'
import { withSigmas } from '../options/sigmas-file.js'
import {
  ScheduleOptions,
  stableAudioLevels,
  usualFrames,
  usualSchedule,
  usualSteps,
} from '../schedule/schedule-options.js'
import { schedulesOf } from '../schedule/schedules.js'
import { checkPlot, draw, outcomeOf, store } from '../schedule/write-schedules.js'
import { type CommandSpec, examples } from './command.js'

/** Nothing where no name was given. */
const unlessUndefined = <A>(
  path: string | undefined,
  write: (path: string) => TE.TaskEither<CliError, A>,
): TE.TaskEither<CliError, A | null> => (path === undefined ? TE.right(null) : write(path))

/** `sigmastream schedule`: the sigmas that a run would go down. */
export const scheduleCommand: CommandSpec = {
  define: (command) =>
    command
      .description(
        'Print the noise levels (sigmas) that a run goes down, from the highest to 0, draw them, or write them to a file.',
      )
      .option(
        '--schedule <names>',
        `one or several of ${Object.keys(scheduleNames).join(', ')}, with commas between them (default: ${usualSchedule})`,
      )
      .option('--steps <count>', `how many steps, from 1 to ${maxSteps} (default: ${usualSteps})`)
      .option('--sigma-min <sigma>', `the lowest level above 0 (default: ${stableAudioLevels.sigmaMin})`)
      .option(
        '--sigma-max <sigma>',
        `the highest level (default: ${stableAudioLevels.sigmaMax}; pure noise for schedules of flow models)`,
      )
      .option('--shift <factor>', 'flux-shift: by how much every sigma is multiplied (default: 6.93)')
      .option('--sigmas <list>', 'a list of your own, such as 500,100,20,3,0, or a file of it (text, JSON, .npy)')
      .option(
        '--frames <count>',
        `how long the latents are, for full-shift, which goes by length (default: ${usualFrames})`,
      )
      .option('--plot <file.png>', 'draw them instead, all in one picture')
      .option('-o, --output <file>', 'write them as a tensor instead: .npy, .npz or .safetensors')
      .option('--force', 'replace a file that is there', false)
      .option('--json', 'print one JSON object instead')
      .addHelpText(
        'after',
        examples(
          'schedule',
          'schedule --schedule karras --steps 20 --sigma-min 0.03 --sigma-max 80',
          'schedule --schedule log-snr,log-snr-shift,linear-time --steps 8 --plot flow.png',
          'schedule --sigmas 500,100,20,3,0 --schedule polyexponential --steps 4',
          'schedule --steps 100 -o sigmas.npy',
        ),
      ),
  run: (_, typed, { io }) =>
    pipe(
      TE.Do,
      TE.bindW('options', () =>
        pipe(
          withSigmas(typed),
          TE.flatMapEither((told) => decodeOptions(ScheduleOptions, told)),
        ),
      ),
      TE.bindW('shown', ({ options }) => TE.fromEither(schedulesOf(options, io))),
      TE.tap(({ options: { plot, force } }) => unlessUndefined(plot, (path) => checkPlot(path, force))),
      TE.bindW('output', ({ options: { output, force }, shown }) =>
        unlessUndefined(output, (path) => store(path, shown, force, io)),
      ),
      TE.bindW('drawn', ({ options: { plot, force }, shown }) =>
        unlessUndefined(plot, (path) => draw(path, shown, force, io)),
      ),
      TE.tapIO(
        ({ shown }) =>
          () =>
            new Set(shown.flatMap(({ notes }) => notes)).forEach((text) => note(io, `note: ${text}`)),
      ),
      TE.map(({ shown, output, drawn }) => outcomeOf(shown, output, drawn)),
    ),
}
