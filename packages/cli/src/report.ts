import { type CliError, describeCliError, exitCodeOf } from './errors.js'
import { type Io, note, type Outcome } from './io.js'
import { printableJson, printableLine } from './printable.js'

/** Says why a command failed, and gives the exit code; with `json` as one object on standard output as well. */
export const reportFailure = (error: CliError, io: Io, json: boolean): number => {
  const message = describeCliError(error)
  note(io, `sigmastream: ${message}`)
  if (json) io.stdout(`${printableJson({ error: message, exit: exitCodeOf(error) })}\n`)
  const cause = error._tag === 'Failure' ? error.cause : undefined
  if (io.env['SIGMASTREAM_DEBUG'] === '1' && cause instanceof Error)
    for (const line of (cause.stack ?? cause.message).split('\n')) note(io, line)
  return exitCodeOf(error)
}

/** Prints what a command came to, and gives the exit code. */
export const reportOutcome = (outcome: Outcome, io: Io, json: boolean): number => {
  io.stdout(`${json ? printableJson(outcome.json) : outcome.lines.map(printableLine).join('\n')}\n`)
  return outcome.exit
}
