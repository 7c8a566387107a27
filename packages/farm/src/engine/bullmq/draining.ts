import { either as E, type taskEither as TE } from 'fp-ts'
import {
  asyncScheduler,
  concatMap,
  defer,
  filter,
  firstValueFrom,
  fromEvent,
  interval,
  merge,
  of,
  retry,
  throttleTime,
} from 'rxjs'
import type { EngineUnreachable } from '../error.js'
import type { Attempt } from './attempt.js'
import type { Census } from './counting.js'
import type { MessagesOn } from './messages.js'
import { topics } from './signals.js'

/** What waiting for the end of everything needs. */
export interface DrainingOptions {
  readonly attempt: Attempt
  readonly census: Census
  readonly messages: MessagesOn
  /** Milliseconds between looks where nothing is told. */
  readonly slow: number
  /** Milliseconds that the server may be away. */
  readonly patience: number
  readonly closed: AbortSignal
}

/** So many milliseconds lie between two looks at least. */
const pause = 100

/**
 * Ends when nothing waits and nothing runs. It looks when something is over, which it is told, and now and then, for
 * messages may be lost. A server that is away for a while is waited for.
 */
export const drain = (options: DrainingOptions): TE.TaskEither<EngineUnreachable, void> => {
  const { attempt, census, messages, slow, patience, closed } = options
  const isDrained = attempt(async () => (await census.count()).every(({ waiting, running }) => waiting + running === 0))
  return () => {
    let reached = performance.now()
    const look = async (): Promise<E.Either<EngineUnreachable, boolean>> => {
      const result = await isDrained()
      if (E.isRight(result)) reached = performance.now()
      else if (!closed.aborted && performance.now() - reached < patience) return E.right(false)
      return result
    }
    const told = defer(() => messages(topics.ended)).pipe(retry({ delay: slow }))
    const looks = merge(of(null), told, interval(slow), fromEvent(closed, 'abort')).pipe(
      throttleTime(pause, asyncScheduler, { leading: true, trailing: true }),
      concatMap(look),
      filter((result) => E.isLeft(result) || result.right),
    )
    return firstValueFrom(looks).then((result) => (E.isLeft(result) ? result : E.right(undefined)))
  }
}
