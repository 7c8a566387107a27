import type { CommandSpec } from './commands/command.js'
import type { CommandEntry } from './commands/entry.js'
import { commands, groups } from './commands/list.js'

/** The command that was typed, imported; `null` where none was. */
export interface TypedCommand {
  readonly listed: CommandEntry
  readonly spec: CommandSpec
}

/** Imports the command that was typed, alone; `help NAME` counts as one. */
export const typedCommand = async (argv: readonly string[]): Promise<TypedCommand | null> => {
  const [first = '', second = ''] = argv.filter((word) => word !== 'help' && !word.startsWith('-'))
  const group = groups.find(({ name }) => name === first)
  const listed =
    group === undefined
      ? commands.find(({ name }) => name === first)
      : group.commands.find(({ name }) => name === second)
  return listed === undefined ? null : { listed, spec: await listed.load() }
}
