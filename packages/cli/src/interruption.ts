import { unlessStopped } from '@sigmastream/pipeline'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CliError, Interrupted } from './errors.js'

/** The signal of what nothing stops. */
export const noSignal: AbortSignal = new AbortController().signal

/** The interruption by a signal that was aborted. */
export const interruption = ({ reason }: AbortSignal): Interrupted => ({
  _tag: 'Interrupted',
  by: reason === 'SIGTERM' || reason === 'SIGHUP' ? reason : 'SIGINT',
})

/**
 * `Interrupted` where a signal has asked to stop; one that arrived during synchronous work is given the turn to say so.
 */
export const interruptedBy = (signal: AbortSignal): TE.TaskEither<CliError, void> =>
  pipe(
    unlessStopped(signal),
    TE.mapLeft(() => interruption(signal)),
  )

/** A task whose failure is the interruption where a signal has asked to stop meanwhile. */
export const orInterrupted =
  (signal: AbortSignal) =>
  <A>(task: TE.TaskEither<CliError, A>): TE.TaskEither<CliError, A> =>
  async () => {
    const result = await task()
    const going = await interruptedBy(signal)()
    return E.isLeft(going) ? going : result
  }
