import { setImmediate } from 'node:timers/promises'
import type { taskEither as TE } from 'fp-ts'
import { either as E } from 'fp-ts'
import type { CliError } from '../errors.js'

/** `Interrupted` where a signal has asked to stop; one that arrived during synchronous work is given the turn to say so. */
export const interruptedBy =
  (signal: AbortSignal): TE.TaskEither<CliError, void> =>
  async () => {
    await setImmediate()
    return signal.aborted
      ? E.left({ _tag: 'Interrupted', by: signal.reason === 'SIGTERM' ? 'SIGTERM' : 'SIGINT' })
      : E.right(undefined)
  }
