import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
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
import type { JobFault } from '../job/dead-letter.js'
import { isLast, type JobEvent } from '../job/job-event.js'
import type { JobList, ResultNote } from '../store/farm-store.js'
import type { Farm, FarmError } from './farm.js'
import { lookAtJobs } from './job-states.js'

/** What a job of a list came to: it is made, was given up, or is neither there nor made: it was cancelled. */
export type Settlement =
  | { readonly _tag: 'Done'; readonly id: string; readonly note: ResultNote }
  | { readonly _tag: 'Dead'; readonly id: string; readonly fault: JobFault }
  | { readonly _tag: 'Gone'; readonly id: string }

/** Milliseconds between looks at what no message has told of: messages may be lost. The second look comes sooner: it tells what is gone. */
const patience = 5000
const soon = 500

/** So many looks may find nothing to ask before that is an error: a server is started again within a minute. */
const mostFailures = 12

/** Whether something may only be away for a while. */
const isAway = ({ _tag }: FarmError): boolean => _tag === 'EngineUnreachable' || _tag === 'StoreUnreachable'

/** Looks that find nothing to ask are left out, unless they are too many in a row. */
const patiently = (look: (open: readonly string[]) => Settlements): ((open: readonly string[]) => Settlements) => {
  let failures = 0
  return (open) =>
    pipe(
      look(open),
      TE.tapIO(() => () => void (failures = 0)),
      TE.orElse((error) => {
        failures += 1
        return isAway(error) && failures < mostFailures ? TE.right([]) : TE.left(error)
      }),
    )
}

/** So many are handed on at once. */
const atOnce = 4

type Settlements = TE.TaskEither<FarmError, readonly Settlement[]>

/** What the last event of a job says that it came to; nothing where its result is not to be seen yet. */
const fromEvent =
  ({ store }: Farm) =>
  (event: JobEvent): Settlements => {
    switch (event._tag) {
      case 'Done':
        return pipe(
          store.result(event.job),
          TE.map((note) => (note === null ? [] : [{ _tag: 'Done', id: event.job, note }])),
        )
      case 'Dead':
        return TE.right([{ _tag: 'Dead', id: event.job, fault: event.fault }])
      case 'Cancelled':
        return TE.right([{ _tag: 'Gone', id: event.job }])
      default:
        return TE.right([])
    }
  }

/** Looks what became of jobs. One that is nowhere is gone once that was seen twice: it may have been on its way. */
const lookAt = (farm: Farm): ((open: readonly string[]) => Settlements) => {
  const look = lookAtJobs(farm)
  let missed: ReadonlySet<string> = new Set()
  return (open) =>
    pipe(
      look(open),
      TE.map((states) => {
        const before = missed
        missed = new Set(open.filter((id) => states.get(id)?._tag === 'Gone'))
        return [...states].flatMap(([id, state]): readonly Settlement[] => {
          if (state._tag === 'Done' || state._tag === 'Dead') return [{ ...state, id }]
          return state._tag === 'Gone' && before.has(id) ? [{ _tag: 'Gone', id }] : []
        })
      }),
    )
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
    list: Pick<JobList, 'jobs'>,
    { each, problemOf, looks = merge(timer(soon), interval(patience)), signal }: SettleOptions<Problem>,
  ): TE.TaskEither<Problem, void> =>
  () =>
    new Promise((resolve) => {
      const open = new Set(list.jobs.map(({ id }) => id))
      const look = patiently(lookAt(farm))
      const told = farm.engine.events().pipe(
        filter((event) => isLast(event) && open.has(event.job)),
        concatMap((event) => from(fromEvent(farm)(event)())),
        filter(E.isRight), // what could not be asked is looked for
        catchError(() => EMPTY), // an engine that is lost is found lost at the next look
      )
      const seen = looks.pipe(
        startWith(null),
        exhaustMap(() => from(look([...open])())),
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
