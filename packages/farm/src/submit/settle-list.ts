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
} from 'rxjs'
import type { LaneCount } from '../engine/engine.js'
import type { JobFault } from '../job/dead-letter.js'
import { isLast, type JobEvent } from '../job/job-event.js'
import type { Need } from '../job/lane.js'
import type { JobList, ResultNote } from '../store/farm-store.js'
import { askEach, type Farm, type FarmError } from './farm.js'

/** What a job of a list came to: it is made, was given up, or is neither there nor made: it was cancelled. */
export type Settlement =
  | { readonly _tag: 'Done'; readonly id: string; readonly note: ResultNote }
  | { readonly _tag: 'Dead'; readonly id: string; readonly fault: JobFault }
  | { readonly _tag: 'Gone'; readonly id: string }

/** Milliseconds between looks at what no message has told of: messages may be lost. */
const patience = 5000

const isSame = (one: Need, other: Need): boolean => one.model === other.model && one.memory === other.memory

const isIdle = (lanes: readonly LaneCount[], need: Need | undefined): boolean =>
  need === undefined || lanes.every(({ lane, waiting, running }) => !isSame(lane.need, need) || waiting + running === 0)

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

/**
 * Looks what became of jobs. One that is nowhere is gone once that was seen twice: between two looks of an engine it may be on its
 * way from waiting to running.
 */
const lookAt = ({ engine, store }: Farm): ((open: readonly string[]) => Settlements) => {
  const needs = new Map<string, Need>()
  let missed: ReadonlySet<string> = new Set()
  return (open) =>
    pipe(
      TE.Do,
      // before the results: what has left its lane by then has its result in the store
      TE.bind('lanes', () => engine.lanes),
      TE.bind('dead', () => engine.dead),
      TE.bindW('results', () => askEach(store.result)(open)),
      TE.let('letters', ({ dead }) => new Map(dead.map((letter) => [letter.job.id, letter]))),
      TE.let('settled', ({ letters, results }): readonly Settlement[] =>
        open.flatMap((id, i): readonly Settlement[] => {
          const [note, letter] = [results[i] ?? null, letters.get(id)]
          if (note !== null) return [{ _tag: 'Done', id, note }]
          return letter === undefined ? [] : [{ _tag: 'Dead', id, fault: letter.fault }]
        }),
      ),
      TE.let('others', ({ settled }) => {
        const over = new Set(settled.map(({ id }) => id))
        return open.filter((id) => !over.has(id))
      }),
      TE.tap(({ others }) =>
        pipe(
          others.filter((id) => !needs.has(id)),
          askEach(store.job),
          TE.map((jobs) => {
            for (const job of jobs) if (job !== null) needs.set(job.id, job.lane.need)
          }),
        ),
      ),
      TE.map(({ lanes, settled, others }) => {
        const missing = others.filter((id) => isIdle(lanes, needs.get(id)))
        const gone = missing.filter((id) => missed.has(id))
        missed = new Set(missing)
        return [...settled, ...gone.map((id): Settlement => ({ _tag: 'Gone', id }))]
      }),
    )
}

/** How a list is waited for; `looks` says when to look at what no message has told of. */
export interface SettleOptions {
  readonly looks?: Observable<unknown>
  readonly signal?: AbortSignal
}

/**
 * Waits until every job of a list has come to something, and hands each on once, a few at a time. Messages make it prompt; what
 * they do not tell is looked for. It ends early, without an error, where its signal says so. Errors: the farm's, and those of `each`.
 */
export const settleList =
  <Problem>(
    farm: Farm,
    list: JobList,
    each: (settlement: Settlement) => TE.TaskEither<Problem, void>,
    { looks = interval(patience), signal }: SettleOptions = {},
  ): TE.TaskEither<FarmError | Problem, void> =>
  () =>
    new Promise((resolve) => {
      const open = new Set(list.jobs.map(({ id }) => id))
      const look = lookAt(farm)
      const told = farm.engine.events().pipe(
        filter((event) => isLast(event) && open.has(event.job)),
        concatMap((event) => from(fromEvent(farm)(event)())),
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
          (one): Observable<E.Either<FarmError | Problem, void>> => (E.isLeft(one) ? of(one) : from(each(one.right)())),
          4,
        ),
        takeWhile(E.isRight, true),
      )
      let last: E.Either<FarmError | Problem, void> = E.right(undefined)
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
