import type { JobEvent } from '../../job/job-event.js'
import { first, get, type OrderedMap, remove, set, size } from './ordered-map.js'

/** The newest event of every job that was told of lately; `turns` has their ids, the longest silent first. */
export interface Newest {
  readonly byJob: OrderedMap<string, { readonly event: JobEvent; readonly turn: number }>
  readonly turns: OrderedMap<number, string>
  readonly turn: number
}

/** Nothing was told. */
export const untold: Newest = { byJob: null, turns: null, turn: 0 }

/** Notes an event; of more than `most` jobs the one that was silent for longest is forgotten. */
export const note = ({ byJob, turns, turn }: Newest, event: JobEvent, most: number): Newest => {
  const before = get(byJob, event.job)
  const noted = {
    byJob: set(byJob, event.job, { event, turn }),
    turns: set(before === undefined ? turns : remove(turns, before.turn), turn, event.job),
    turn: turn + 1,
  }
  const oldest = size(noted.byJob) > most ? first(noted.turns) : null
  if (oldest === null) return noted
  return { ...noted, byJob: remove(noted.byJob, oldest.value), turns: remove(noted.turns, oldest.key) }
}
