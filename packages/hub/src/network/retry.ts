import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { HubError } from '../errors.js'
import type { Connection } from './connection.js'

/** How often in a row nothing new may arrive before it is given up. */
const PATIENCE = 5
const LONGEST_WAIT = 60

/**
 * Statuses that may be another the next time; a 403 that is no answer of the hub's is a signed address that ran out.
 */
const isPassing = (status: number): boolean => status >= 500 || status === 408 || status === 403

/** The seconds to wait before another attempt, or `undefined` where another would end like this one. */
const waitAfter = (error: HubError, failures: number): number | undefined => {
  const backoff = Math.min(2 ** (failures - 1), 30)
  switch (error._tag) {
    case 'NoNetwork':
    case 'Dropped':
      return backoff
    case 'ServerFailed':
      return isPassing(error.status) ? backoff : undefined
    case 'RateLimited':
      return error.seconds === undefined
        ? backoff
        : error.seconds <= LONGEST_WAIT
          ? Math.max(error.seconds, 1)
          : undefined
    default:
      return undefined
  }
}

interface Tries {
  readonly failures: number
  /** The most bytes that any attempt reached: a server that begins anew each time makes no progress. */
  readonly best: number
}

/**
 * Repeats a task while its error may pass: after 1 s, 2 s, 4 s and so on, or what the hub asks for up to a minute. It
 * tells of each, and gives up after `patience` attempts in a row that got no further, with the last error, or
 * `Aborted`.
 */
export const retry = <A>(
  { sleep, signal, onRetry }: Connection,
  task: TE.TaskEither<HubError, A>,
  patience = PATIENCE,
): TE.TaskEither<HubError, A> => {
  const attempt = (tries: Tries): TE.TaskEither<HubError, A> =>
    pipe(
      task,
      TE.orElse((error): TE.TaskEither<HubError, A> => {
        const reached = error._tag === 'Dropped' ? error.bytes : 0
        const failures = reached > tries.best ? 1 : tries.failures + 1
        const seconds = waitAfter(error, failures)
        if (signal.aborted) return TE.left({ _tag: 'Aborted' })
        if (seconds === undefined || failures > patience) return TE.left(error)
        onRetry({ error, seconds, count: failures, most: patience })
        return pipe(
          TE.tryCatch(
            () => sleep(seconds * 1000, signal),
            (): HubError => ({ _tag: 'Aborted' }),
          ),
          TE.flatMap(() => attempt({ failures, best: Math.max(reached, tries.best) })),
        )
      }),
    )
  return attempt({ failures: 0, best: 0 })
}
