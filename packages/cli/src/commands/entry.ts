import type { CommandSpec } from './command.js'

/** A command by its name, as the list of commands shows it; `load` imports the rest of it. */
export interface CommandEntry {
  readonly name: string
  /** Its argument, as help writes it; '' for none. */
  readonly argument: string
  readonly summary: string
  readonly load: () => Promise<CommandSpec>
}

/** An entry, on one line. */
export const entry = (name: string, argument: string, summary: string, load: CommandEntry['load']): CommandEntry => ({
  name,
  argument,
  summary,
  load,
})
