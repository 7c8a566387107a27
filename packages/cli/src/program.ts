import { Command, type Option } from 'commander'
import type { taskEither as TE } from 'fp-ts'
import type { CommandSpec } from './commands/command.js'
import { examples } from './commands/command.js'
import type { CliError } from './errors.js'
import type { Io } from './io.js'
import type { Outcome } from './outcome.js'
import { version } from './version.js'

/** A command that was typed, ready to run. */
export type Chosen = TE.TaskEither<CliError, Outcome>

const added = (parent: Command, spec: CommandSpec, io: Io, choose: (chosen: Chosen) => void): Command => {
  const command = spec.define(parent.command(spec.name))
  return command.action(() => choose(spec.run(command.args, command.opts(), io)))
}

/** Help says a default as it would be typed; that a switch is off by default goes without saying. */
const optionDescription = ({ description, defaultValue }: Option): string =>
  typeof defaultValue === 'string' ? `${description} (default: ${defaultValue})` : description

/** What can be typed: commands, those of `model`, and those that `explain` knows. */
export interface Commands {
  readonly commands: readonly CommandSpec[]
  readonly models: readonly CommandSpec[]
  readonly explained: readonly CommandSpec[]
}

/**
 * The commands as commander knows them. Parsing only calls `choose`; a fault in what was typed is thrown as
 * `CommanderError`.
 */
export const programOf = (
  { commands, models, explained }: Commands,
  io: Io,
  choose: (chosen: Chosen) => void,
): Command => {
  const program = new Command('sigmastream')
    .description(
      'Fill gaps, restyle and vary recordings by diffusion: every sampler, on a model that learns from the clip itself, or, ' +
        'with --model, on Stable Audio Open, which makes sound from a prompt too.',
    )
    .version(version, '-V, --version', 'print the version')
    .configureHelp({ optionDescription })
    .exitOverride()
    .configureOutput({ writeOut: io.stdout, writeErr: () => undefined })
    .addHelpText(
      'after',
      examples(
        'inpaint take.wav --from 2.5 --to 3.5 -o filled.wav',
        'generate "water" --model FOLDER --seconds 6 -o water.wav',
        'samplers',
        'inpaint --help',
      ) +
        '\nExit codes: 0 done; 1 it failed; 2 it was asked wrongly; 130 or 143 it was stopped.\n' +
        'SIGMASTREAM_DEBUG=1 shows where a failure came from.\n',
    )
  for (const spec of commands) added(program, spec, io, choose)
  const model = program
    .command('model')
    .summary('fetch, check and pack Stable Audio Open')
    .description('Fetch a Stable Audio Open checkpoint, say what is in one, and make its weights smaller.')
  for (const spec of models) added(model, spec, io, choose)
  model.addHelpText(
    'after',
    examples(
      'model pull stabilityai/stable-audio-open-1.0',
      'model check FOLDER',
      'model quantize FOLDER --precision int8',
    ),
  )
  const explain = program
    .command('explain')
    .summary('print what a run would do, without running it')
    .description(
      'Print the chain of steps, model calls, memory, noise and schedule of what would run. Takes the arguments of the command ' +
        'that it explains.',
    )
  for (const spec of explained) added(explain, spec, io, choose)
  explain.addHelpText('after', examples('explain inpaint take.wav --from 2.5 --to 3.5 --sampler dpmpp-2m'))
  return program
}
