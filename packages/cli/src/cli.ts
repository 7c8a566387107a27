import { CommanderError } from 'commander'
import type { EmbeddedModel, OpenEngine, Setting } from './commands/command.js'
import { type CliError, failure, usage } from './errors.js'
import type { Io } from './io.js'
import { typedLine } from './options/short-help.js'
import { type CommandTask, programOf } from './program.js'
import { reportFailure, reportOutcome } from './report.js'
import { typedCommand } from './typed-command.js'
import { usageMessage } from './usage-message.js'

/** What was typed as a task; `null` where all of it was answered already (help, version). */
const parse = async (typed: readonly string[], setting: Setting): Promise<CommandTask | CliError | null> => {
  const chosen: CommandTask[] = []
  const { argv, wholeHelp } = typedLine(typed)
  const program = programOf(await typedCommand(argv), setting, (task) => chosen.push(task), wholeHelp)
  try {
    program.parse([...argv], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? null : usage(usageMessage(error, program, argv))
  }
  return chosen[0] ?? null
}

/**
 * The whole command line as a function of what was typed (without the program's name): writes to `io` and gives the
 * exit code; `embedded` stands for the embedded model, `openEngine` for what opens the engine of a farm. With --json an error is one object on standard output as well,
 * and the same line on standard error.
 */
export const main = async (
  argv: readonly string[],
  io: Io,
  embedded?: EmbeddedModel,
  openEngine?: OpenEngine,
): Promise<number> => {
  const json = argv.includes('--json')
  try {
    const parsed = await parse(argv, {
      io,
      ...(embedded === undefined ? {} : { embedded }),
      ...(openEngine === undefined ? {} : { openEngine }),
    })
    if (parsed === null) return 0
    if (typeof parsed !== 'function') return reportFailure(parsed, io, json)
    const result = await parsed()
    return result._tag === 'Left' ? reportFailure(result.left, io, json) : reportOutcome(result.right, io, json)
  } catch (cause) {
    const { messageOf } = await import('@sigmastream/core')
    return reportFailure(failure(`unexpected: ${messageOf(cause)}; SIGMASTREAM_DEBUG=1 shows where`, cause), io, json)
  }
}
