import { setImmediate } from 'node:timers/promises'
import { either as E, type taskEither as TE } from 'fp-ts'
import type { RenderError, RenderStopped } from './errors.js'

/** The end by a signal. */
const renderStopped: RenderStopped = { _tag: 'RenderStopped' }

/** `RenderStopped` where the signal has asked to stop; one that came during synchronous work is given its turn. */
export const unlessStopped =
  (signal: AbortSignal | undefined): TE.TaskEither<RenderError, void> =>
  async () => {
    await setImmediate()
    return signal?.aborted === true ? E.left(renderStopped) : E.right(undefined)
  }

/** A task whose failure is the stop where the signal has asked for it meanwhile. */
export const orStopped =
  (signal: AbortSignal | undefined) =>
  <A>(task: TE.TaskEither<RenderError, A>): TE.TaskEither<RenderError, A> =>
  async () => {
    const result = await task()
    const going = await unlessStopped(signal)()
    return E.isLeft(going) ? going : result
  }
