import { either as E } from 'fp-ts'
import { filter, first, from, type Observable, of, switchMap } from 'rxjs'
import type { Ask } from '../api/api.js'
import type { Problem } from '../api/problem.js'
import type { Room } from './room.js'

/** Asks, and where the server is lost, asks again once it is back. */
export const untilThere = <A>(
  studio: Room['studio'],
  act: Room['act'],
  ask: Ask<A>,
): Observable<E.Either<Problem, A>> =>
  from(ask()).pipe(
    switchMap((answer) => {
      if (E.isRight(answer) || answer.left._tag !== 'Unreachable') return of(answer)
      act({ _tag: 'Lost' })
      return studio.pipe(
        filter(({ line }) => line === 'there'),
        first(),
        switchMap(() => untilThere(studio, act, ask)),
      )
    }),
  )
