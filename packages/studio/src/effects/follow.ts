import { distinctUntilChanged, filter, from, map, mergeMap, type Observable, scan, takeUntil } from 'rxjs'

/** What of something was heard. */
export interface HeardOf<A> {
  readonly id: string
  readonly event: A
}

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((id, i) => id === other[i])

/** Reads the events of each thing for as long as it is among those that are asked for. */
export const followEach = <A>(
  ids: Observable<readonly string[]>,
  eventsOf: (id: string) => Observable<A>,
): Observable<HeardOf<A>> =>
  ids.pipe(
    distinctUntilChanged(isSame),
    scan<readonly string[], { readonly all: readonly string[]; readonly fresh: readonly string[] }>(
      ({ all }, now) => ({ all: now, fresh: now.filter((id) => !all.includes(id)) }),
      { all: [], fresh: [] },
    ),
    mergeMap(({ fresh }) => from(fresh)),
    mergeMap((id) =>
      eventsOf(id).pipe(
        takeUntil(ids.pipe(filter((now) => !now.includes(id)))),
        map((event) => ({ id, event })),
      ),
    ),
  )
