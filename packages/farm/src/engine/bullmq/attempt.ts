import { either as E, type taskEither as TE } from 'fp-ts'
import type { EngineUnreachable } from '../error.js'
import { textOfCause } from './text-of-cause.js'

/**
 * Runs a command of the server. What it rejects with is an `EngineUnreachable`, and so is no answer within the bound;
 * `late` is then aborted, for the answer may still come.
 */
export type Attempt = <A>(command: (late: AbortSignal) => Promise<A>) => TE.TaskEither<EngineUnreachable, A>

/** What an attempt needs to know of its engine. */
export interface AttemptOptions {
  readonly engine: string
  readonly withoutSecrets: (text: string) => string
  /** Milliseconds that a command may take, a short break of the connection included. */
  readonly bound: number
  /** Aborted when the engine is closed. */
  readonly closed: AbortSignal
}

/** See `Attempt`. */
export const attemptsOf = ({ engine, withoutSecrets, bound, closed }: AttemptOptions): Attempt => {
  const unreachable = (message: string): E.Either<EngineUnreachable, never> =>
    E.left({ _tag: 'EngineUnreachable', engine, message: withoutSecrets(message) })
  return (command) => () =>
    new Promise((resolve) => {
      if (closed.aborted) return resolve(unreachable('it was closed here'))
      const late = new AbortController()
      const end = (result: Parameters<typeof resolve>[0]): void => {
        clearTimeout(timer)
        closed.removeEventListener('abort', onClose)
        resolve(result)
      }
      const timer = setTimeout(() => {
        late.abort()
        end(unreachable(`no answer within ${bound / 1000} seconds`))
      }, bound)
      const onClose = (): void => {
        late.abort()
        end(unreachable('it was closed here'))
      }
      closed.addEventListener('abort', onClose)
      command(late.signal).then(
        (value) => end(E.right(value)),
        (cause: unknown) => end(unreachable(textOfCause(cause))),
      )
    })
}
