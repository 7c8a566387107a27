import { Command, type Option } from 'commander'
import type { taskEither as TE } from 'fp-ts'
import { examples, type Setting } from './commands/command.js'
import type { CommandEntry } from './commands/entry.js'
import { commands, groups } from './commands/list.js'
import type { CliError } from './errors.js'
import type { Outcome } from './io.js'
import { shortenHelp } from './options/short-help.js'
import type { TypedCommand } from './typed-command.js'
import { version } from './version.js'

/** A command that was typed, ready to run. */
export type CommandTask = TE.TaskEither<CliError, Outcome>

/** Help says a default as it would be typed; that a switch is off by default goes without saying. */
const optionDescription = ({ description, defaultValue }: Option): string =>
  typeof defaultValue === 'string' ? `${description} (default: ${defaultValue})` : description

/**
 * The commands as commander knows them: those that were not typed by what a list of commands shows of them. Parsing only
 * calls `choose`; a fault in what was typed is thrown as `CommanderError`.
 */
export const programOf = (
  typed: TypedCommand | null,
  setting: Setting,
  choose: (chosen: CommandTask) => void,
  wholeHelp: boolean,
): Command => {
  const add = (parent: Command, listed: CommandEntry): void => {
    const command = parent.command(listed.name).summary(listed.summary)
    if (typed?.listed !== listed) {
      if (listed.argument !== '') command.argument(listed.argument)
      command.option('--json')
      return
    }
    const { spec } = typed
    spec.define(command).action(() => choose(spec.run(command.args, command.opts(), setting)))
    if (spec.short !== undefined && !wholeHelp) shortenHelp(command, spec.short)
  }
  const program = new Command('sigmastream')
    .description(
      'Fill gaps, restyle and vary recordings by diffusion: every sampler, on a model that learns from the clip itself, or, ' +
        'with --model, on Stable Audio, which makes sound from a prompt too.',
    )
    .version(version, '-V, --version', 'print the version')
    .configureHelp({ optionDescription })
    .exitOverride()
    .configureOutput({ writeOut: setting.io.stdout, writeErr: () => undefined })
    .addHelpText(
      'after',
      examples(
        'inpaint take.wav --from 2.5 --to 3.5 -o filled.wav',
        'generate "water" --model FOLDER --seconds 6 -o water.wav',
        'samplers',
        'inpaint --help',
      ) +
        '\nExit codes: 0 done; 1 it failed; 2 it was asked wrongly; 129, 130 or 143 it was stopped.\n' +
        'SIGMASTREAM_DEBUG=1 shows where a failure came from.\n',
    )
  for (const listed of commands) add(program, listed)
  for (const { name, summary, description, examples: lines, commands: entries } of groups) {
    const group = program.command(name).summary(summary).description(description)
    for (const listed of entries) add(group, listed)
    group.addHelpText('after', examples(...lines))
  }
  return program
}
