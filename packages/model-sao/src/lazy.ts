import type { SessionClosed } from '@sigmastream/onnx'
import { either as E, type task as T, type taskEither as TE } from 'fp-ts'

/** Something that is opened when it is first asked for, and then kept. */
export interface Lazy<Failure, A> {
  /** What was opened; `SessionClosed` after the close. What could not be opened is tried again. */
  readonly get: TE.TaskEither<Failure | SessionClosed, A>
  /** Closes it if it is open, and keeps it from being opened. */
  readonly close: T.Task<void>
}

/** What is lazy around the task that opens it. It remembers two things: what was opened, and whether it was closed. */
export const lazy = <Failure, A extends { readonly close: T.Task<void> }>(
  open: TE.TaskEither<Failure, A>,
): Lazy<Failure, A> => {
  let opening: Promise<E.Either<Failure, A>> | undefined
  let closed = false
  return {
    get: async () => {
      if (closed) return E.left({ _tag: 'SessionClosed' })
      opening ??= open()
      const opened = await opening
      if (E.isLeft(opened)) opening = undefined
      return opened
    },
    close: async () => {
      closed = true
      const opened = await opening
      if (opened !== undefined && E.isRight(opened)) await opened.right.close()
    },
  }
}
