import type { DeadLetter } from '../../job/dead-letter.js'
import type { Job, JobPlace } from '../../job/job.js'
import type { Lane } from '../../job/lane.js'
import { laneKey } from '../../job/lane-key.js'
import type { Admission, Cancellation, LaneCount } from '../engine.js'
import { releaseClaim } from './claims.js'
import { first, get, remove, set, size, values } from './ordered-map.js'
import { type Entry, entryAt, type MemoryState, withEntry } from './state.js'
import { type Effect, type Turn, turn, wake } from './turn.js'

/** A job waits behind all others of its lane. */
const toBack = (state: MemoryState, entry: Omit<Entry, 'seat'>): MemoryState =>
  withEntry({ ...state, back: state.back + 1 }, entry.job, { ...entry, seat: { _tag: 'Waiting', place: state.back } })

/** A job waits before all others of its lane. */
const toFront = (state: MemoryState, entry: Omit<Entry, 'seat'>): MemoryState =>
  withEntry({ ...state, front: state.front - 1 }, entry.job, {
    ...entry,
    seat: { _tag: 'Waiting', place: state.front },
  })

const fresh = { deliveries: 0, losses: 0, isCancelled: false }

/** Jobs come; one that is there stays as it is. */
export const submit = (before: MemoryState, jobs: readonly Job[]): Turn<readonly Admission[]> => {
  let state = before
  const admissions = jobs.map((job): Admission => {
    const isNew = entryAt(state, job) === undefined
    if (isNew) state = toBack(state, { job, ...fresh })
    return { id: job.id, isNew }
  })
  return turn(state, admissions, wake)
}

/** A job that was just taken, and its lease. */
export interface Delivery {
  readonly entry: Entry
  readonly lease: number
}

/** The next job of a lane is taken; `null` where none waits. */
export const take = (state: MemoryState, lane: Lane): Turn<Delivery | null> => {
  const here = get(state.lanes, laneKey(lane))
  const waiting = get(here?.entries ?? null, first(here?.line ?? null)?.value ?? '')
  if (waiting === undefined) return turn(state, null)
  const lease = state.nextLease
  const entry: Entry = { ...waiting, seat: { _tag: 'Running', lease }, deliveries: waiting.deliveries + 1 }
  return turn(withEntry({ ...state, nextLease: lease + 1 }, entry.job, entry), { entry, lease })
}

/** How a worker ends its lease. */
export type End =
  | { readonly _tag: 'Finish' }
  | { readonly _tag: 'GiveBack' }
  | { readonly _tag: 'Bury'; readonly letter: DeadLetter }

/** A lease is ended: `false` where it is over. */
export const end = (before: MemoryState, place: JobPlace, lease: number, how: End): Turn<boolean> => {
  const entry = entryAt(before, place)
  if (entry?.seat._tag !== 'Running' || entry.seat.lease !== lease) return turn(before, false)
  const { state: released, effects } = releaseClaim(before, place.id, lease)
  const state = { ...released, lapses: remove(before.lapses, lease) }
  switch (how._tag) {
    case 'Finish':
      return turn(withEntry(state, place, null), true, effects)
    case 'GiveBack':
      return turn(toFront(state, entry), true, wake)
    case 'Bury': {
      const { back } = state
      const letters = set(state.letters, back, how.letter)
      const dead: Entry = { ...entry, seat: { _tag: 'Dead', place: back } }
      return turn(withEntry({ ...state, letters, back: back + 1 }, place, dead), true, effects)
    }
  }
}

/** From now on nobody renews a lease: it is lost at a time. */
export const lapse = (state: MemoryState, place: JobPlace, until: number): MemoryState => {
  const seat = entryAt(state, place)?.seat
  if (seat?._tag !== 'Running' || get(state.lapses, seat.lease) !== undefined) return state
  return { ...state, lapses: set(state.lapses, seat.lease, { place, lease: seat.lease, until }) }
}

/** The time of the next lease that is lost; `null` where all are renewed. */
export const nextLoss = ({ lapses }: MemoryState): number | null =>
  values(lapses).reduce<number | null>((next, { until }) => (next === null || until < next ? until : next), null)

/** What is lost by now waits again, before all others, the first that was taken first. */
export const settle = (before: MemoryState, now: number): Turn<void> => {
  const lost = values(before.lapses).filter(({ until }) => until <= now)
  const state = lost.reduceRight((after, { place, lease }) => {
    const entry = entryAt(after, place)
    const { state: released } = releaseClaim(after, place.id, lease)
    const rest = { ...released, lapses: remove(after.lapses, lease) }
    return entry === undefined ? rest : toFront(rest, { ...entry, losses: entry.losses + 1 })
  }, before)
  const effects = lost.map(({ lease }): Effect => ({ _tag: 'Lose', lease }))
  // a timer may ring a moment early: then nothing is lost yet
  return turn(state, undefined, lost.length === 0 ? [] : [...effects, ...wake])
}

/** A job is not wanted any more. */
export const cancel = (state: MemoryState, place: JobPlace): Turn<Cancellation> => {
  const entry = entryAt(state, place)
  if (entry === undefined || entry.seat._tag === 'Dead') return turn(state, 'absent')
  if (entry.seat._tag === 'Waiting') return turn(withEntry(state, place, null), 'removed')
  const { lease } = entry.seat
  return turn(withEntry(state, place, { ...entry, isCancelled: true }), 'told', [{ _tag: 'Tell', lease }])
}

/** A dead job waits again: `false` where it is not among the dead. */
export const retry = (state: MemoryState, place: JobPlace): Turn<boolean> => {
  const entry = entryAt(state, place)
  if (entry?.seat._tag !== 'Dead') return turn(state, false)
  const letters = remove(state.letters, entry.seat.place)
  return turn(toBack({ ...state, letters }, { ...entry, losses: 0, isCancelled: false }), true, wake)
}

/** What every lane has. */
export const countsOf = ({ lanes }: MemoryState): readonly LaneCount[] =>
  values(lanes).map(({ lane, entries, line, running }) => ({
    lane,
    waiting: size(line),
    running,
    dead: size(entries) - size(line) - running,
  }))
