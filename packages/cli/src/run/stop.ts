import { setImmediate } from 'node:timers/promises'
import type { taskEither as TE } from 'fp-ts'
import { either as E } from 'fp-ts'
import type { CliError, Interrupted } from '../errors.js'

/** The interruption by a signal that was aborted. */
export const interruption = ({ reason }: AbortSignal): Interrupted => ({
  _tag: 'Interrupted',
  by: reason === 'SIGTERM' ? 'SIGTERM' : 'SIGINT',
})

/**
 * `Interrupted` where a signal has asked to stop; one that arrived during synchronous work is given the turn to say so.
 */
export const interruptedBy =
  (signal: AbortSignal): TE.TaskEither<CliError, void> =>
  async () => {
    await setImmediate()
    return signal.aborted ? E.left(interruption(signal)) : E.right(undefined)
  }
