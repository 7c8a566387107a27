import type { Fault, LiveRequest } from '@sigmastream/server/api'
import { either as E, option as O, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import {
  BehaviorSubject,
  distinctUntilChanged,
  EMPTY,
  exhaustMap,
  filter,
  from,
  map,
  merge,
  type Observable,
  type Subscription,
  switchMap,
  tap,
  timer,
} from 'rxjs'
import type { Api, Ask } from '../api/api.js'
import type { Problem } from '../api/problem.js'
import { isLast, type OpenEvents, renderEventsOf } from '../api/render-events.js'
import { type Shelf, storeDesk, storedDesk } from '../state/keep.js'
import { next } from '../state/next.js'
import { schemaFields } from '../state/schema-fields.js'
import { type Action, emptyDesk, type Studio, studioOf } from '../state/studio.js'
import { isOver } from '../state/takes.js'
import { followEach } from './follow.js'

/** What is around the page: a test gives another. */
export interface Surroundings {
  readonly api: Api
  readonly openEvents: OpenEvents
  readonly say: (id: string, request: LiveRequest) => Observable<Fault>
  readonly shelf: Shelf
  readonly drawSeed: () => number
}

/** The state of the page, what changes it, and asks of the server that do. */
export interface Room extends Surroundings {
  readonly studio: BehaviorSubject<Studio>
  readonly act: (action: Action) => void
  /** Asks, and gives what was answered; what went wrong is shown. */
  readonly attempt: <A>(asked: Ask<A>) => Promise<O.Option<A>>
  readonly close: () => void
}

/** How often the server is asked whether it is there, in milliseconds: where it is, and where it was not. */
const [calm, anxious] = [15_000, 2000]

/** How many are followed at once: a browser opens six connections to a server, and others are needed. */
const mostFollowed = 3

/**
 * The renders whose events are read: the one whose ways are looked at, and the next of those that go on, the first of
 * which is at work.
 */
const idsToFollow = ({ line, takes, chosen }: Studio): readonly string[] => {
  if (line !== 'there') return []
  const looked = takes.filter(({ render, course }) => render.id === chosen && course === null && isOver(render))
  const going = takes.filter(({ render }) => !isOver(render)).toReversed()
  return [...looked, ...going].slice(0, mostFollowed).map(({ render }) => render.id)
}

/** A page that begins with what was left on the shelf, joins the server, and follows what it makes. */
export const openRoom = (surroundings: Surroundings): Room => {
  const { api, openEvents, shelf } = surroundings
  const studio = new BehaviorSubject(
    studioOf(
      pipe(
        storedDesk(shelf),
        O.getOrElse(() => emptyDesk),
      ),
    ),
  )
  const act = (action: Action): void => studio.next(next(studio.value, action))
  const fail = (problem: Problem): void => {
    if (problem._tag === 'Unreachable') act({ _tag: 'Lost' })
    act({ _tag: 'Wrong', problem })
  }
  const attempt = async <A>(asked: Ask<A>): Promise<O.Option<A>> =>
    pipe(
      await asked(),
      E.match(
        (problem) => {
          fail(problem)
          return O.none
        },
        (answer) => O.some(answer),
      ),
    )

  const join: Ask<void> = pipe(
    TE.Do,
    TE.bind('models', () => api.models),
    TE.bind('renders', () => api.renders),
    TE.map(({ models, renders }) => act({ _tag: 'Reached', models, renders })),
    TE.orElse((problem) => {
      if (problem._tag === 'Unreachable') act({ _tag: 'Lost' })
      return TE.left(problem)
    }),
  )
  const line = studio.pipe(
    map((now) => now.line),
    distinctUntilChanged(),
  )
  const joining = line
    .pipe(switchMap((now) => timer(now === 'there' ? calm : 0, now === 'there' ? calm : anxious)))
    .pipe(exhaustMap(() => from(join())))
  const describe: Ask<void> = pipe(
    TE.Do,
    TE.bind('schema', () => api.schema),
    TE.bind('noisySamplers', () => api.noisySamplers),
    TE.map(({ schema, noisySamplers }) => act({ _tag: 'Described', fields: schemaFields(schema), noisySamplers })),
  )
  const describing = line.pipe(
    switchMap((now) => (now === 'there' && studio.value.fields.length === 0 ? from(describe()) : EMPTY)),
  )
  const following = followEach(studio.pipe(map(idsToFollow)), (id) => renderEventsOf(openEvents, id)).pipe(
    tap(({ id, event }) => act({ _tag: 'Heard', id, event })),
    filter(({ event }) => isLast(event)),
    exhaustMap(() => from(join())), // what waited is a place further
  )
  const keeping = studio.pipe(
    map(({ desk }) => desk.now),
    distinctUntilChanged(),
    tap((desk) => storeDesk(shelf, desk)),
  )
  const subscription: Subscription = merge(joining, describing, following, keeping).subscribe()
  return { ...surroundings, studio, act, attempt, close: () => subscription.unsubscribe() }
}
