import { type Command, CommanderError } from 'commander'
import type { EmbeddedModel, Setting } from './commands/command.js'
import { type CliError, describeCliError, exitCodeOf, failure, usage } from './errors.js'
import { type Io, note } from './io.js'
import type { Outcome } from './outcome.js'
import { type Chosen, programOf, typedCommand } from './program.js'

/** What commander has against what was typed, and where help is. */
const whatWasTyped = (
  { code, message }: CommanderError,
  program: Command,
  [first, ...rest]: readonly string[],
): string => {
  const parent = program.commands.find((command) => command.name() === first)
  const names = (parent ?? program).commands.map((command) => command.name()).join(', ')
  const help = `see sigmastream ${parent === undefined ? '' : `${parent.name()} `}--help`
  if (code === 'commander.help') return `no command: give one of ${names}; ${help}`
  if (code === 'commander.unknownCommand') return `${message.replace(/^error: /, '')}: give one of ${names}; ${help}`
  const swallowed =
    code === 'commander.missingArgument' && rest.includes('--from-audio')
      ? ' (give it before --from-audio, which takes all that follow)'
      : ''
  return `${message.replace(/^error: /, '').replace(/\.$/, '')}${swallowed}; ${help}`
}

/** What was typed as a task; `null` where all of it was answered already (help, version). */
const parse = async (argv: readonly string[], setting: Setting): Promise<Chosen | CliError | null> => {
  const chosen: Chosen[] = []
  const program = programOf(await typedCommand(argv), setting, (task) => chosen.push(task))
  try {
    program.parse([...argv], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? null : usage(whatWasTyped(error, program, argv))
  }
  return chosen[0] ?? null
}

const failed = (error: CliError, io: Io, json: boolean): number => {
  const message = describeCliError(error)
  note(io, `sigmastream: ${message}`)
  if (json) io.stdout(`${JSON.stringify({ error: message, exit: exitCodeOf(error) })}\n`)
  const cause = error._tag === 'Failure' ? error.cause : undefined
  if (io.env['SIGMASTREAM_DEBUG'] === '1' && cause instanceof Error) note(io, cause.stack ?? cause.message)
  return exitCodeOf(error)
}

const finished = (outcome: Outcome, io: Io, json: boolean): number => {
  io.stdout(json ? `${JSON.stringify(outcome.json)}\n` : `${outcome.lines.join('\n')}\n`)
  return outcome.exit
}

/**
 * The whole command line as a function of what was typed (without the program's name): writes to `io` and gives the
 * exit code; `embedded` stands for the embedded model. With --json an error is one object on standard output as well,
 * and the same line on standard error.
 */
export const main = async (argv: readonly string[], io: Io, embedded?: EmbeddedModel): Promise<number> => {
  const json = argv.includes('--json')
  try {
    const parsed = await parse(argv, { io, ...(embedded === undefined ? {} : { embedded }) })
    if (parsed === null) return 0
    if (typeof parsed !== 'function') return failed(parsed, io, json)
    const result = await parsed()
    return result._tag === 'Left' ? failed(result.left, io, json) : finished(result.right, io, json)
  } catch (cause) {
    const { messageOf } = await import('@sigmastream/core')
    return failed(failure(`unexpected: ${messageOf(cause)}; SIGMASTREAM_DEBUG=1 shows where`, cause), io, json)
  }
}
