import { either as E, type taskEither as TE } from 'fp-ts'
import {
  catchError,
  concatMap,
  EMPTY,
  exhaustMap,
  filter,
  from,
  interval,
  merge,
  mergeMap,
  type Observable,
  of,
  startWith,
  take,
  takeWhile,
  timer,
} from 'rxjs'
import { isLast } from '../job/job-event.js'
import type { JobList } from '../store/farm-store.js'
import type { Farm, FarmError } from './farm.js'
import { fromEvent, lookPatiently, type Settlement } from './settlement.js'

/** Milliseconds between looks at what no message has told of: messages may be lost. The second look comes sooner: it tells what is gone. */
const patience = 5000
const soon = 500

/** So many are handed on at once. */
const atOnce = 4

/** After the first look, so many are looked for at once, one portion after the other: a store may be far away. */
const portion = 256

/** What is open, all of it at first, then a portion at a time, round and round. */
const portionsOf = (open: ReadonlySet<string>): (() => readonly string[]) => {
  let end: number | null = null
  return () => {
    const all = [...open]
    if (end === null || all.length <= portion) {
      end = 0
      return all
    }
    const start = end < all.length ? end : 0
    end = start + portion
    return all.slice(start, end)
  }
}

/** How a list is waited for. */
export interface SettleOptions<Problem> {
  /** What is done with each, a few at a time. */
  readonly each: (settlement: Settlement) => TE.TaskEither<Problem, void>
  /** What an error of the farm is there. */
  readonly problemOf: (error: FarmError) => Problem
  /** When to look at what no message has told of. */
  readonly looks?: Observable<unknown>
  readonly signal?: AbortSignal
}

/**
 * Waits until every job of a list has come to something, and hands each on once. Messages make it prompt; what they do not tell is
 * looked for. It ends early, without an error, where its signal says so. Errors: the farm's, and those of `each`.
 */
export const settleList =
  <Problem>(
    farm: Farm,
    list: Pick<JobList, 'submitter' | 'jobs'>,
    { each, problemOf, looks = merge(timer(soon), interval(patience)), signal }: SettleOptions<Problem>,
  ): TE.TaskEither<Problem, void> =>
  () =>
    new Promise((resolve) => {
      const open = new Set(list.jobs.map(({ id }) => id))
      const look = lookPatiently(farm, list.submitter)
      const next = portionsOf(open)
      const told = farm.engine.events().pipe(
        filter((event) => isLast(event, list.submitter) && open.has(event.job)),
        concatMap((event) => from(fromEvent(farm)(event)())),
        filter(E.isRight), // what could not be asked is looked for
        catchError(() => EMPTY), // an engine that is lost is found lost at the next look
      )
      const seen = looks.pipe(
        startWith(null),
        exhaustMap(() => from(look(next())())),
      )
      const settled = merge(told, seen).pipe(
        mergeMap(
          (answer): Observable<E.Either<FarmError, Settlement>> =>
            E.isLeft(answer) ? of(answer) : from(answer.right.map(E.right)),
        ),
        filter((one) => E.isLeft(one) || open.delete(one.right.id)),
        take(open.size),
        mergeMap(
          (one): Observable<E.Either<Problem, void>> =>
            E.isLeft(one) ? of(E.left(problemOf(one.left))) : from(each(one.right)()),
          atOnce,
        ),
        takeWhile(E.isRight, true),
      )
      let last: E.Either<Problem, void> = E.right(undefined)
      const end = (): void => {
        signal?.removeEventListener('abort', stop)
        resolve(last)
      }
      const subscription = settled.subscribe({ next: (one) => (last = one), complete: end })
      const stop = (): void => {
        subscription.unsubscribe()
        end()
      }
      if (signal?.aborted === true) stop()
      else signal?.addEventListener('abort', stop, { once: true })
    })
