import type { DeadLetter } from '../../job/dead-letter.js'
import type { Job, JobPlace } from '../../job/job.js'
import type { Lane } from '../../job/lane.js'
import { laneKey } from '../../job/lane-key.js'
import { get, type OrderedMap, remove, set, size, values } from './ordered-map.js'

/** Where a job is: at a place in its line, in the hands of a worker, or among the dead. */
export type Seat =
  | { readonly _tag: 'Waiting'; readonly place: number }
  | { readonly _tag: 'Running'; readonly lease: number }
  | { readonly _tag: 'Dead'; readonly place: number }

/** A job that the engine has, and what became of it so far. */
export interface Entry {
  readonly job: Job
  readonly seat: Seat
  readonly deliveries: number
  readonly losses: number
  readonly isCancelled: boolean
}

/** A lane in which something is: its jobs by their ids, and the ids of those that wait, the next first. */
export interface LaneState {
  readonly lane: Lane
  readonly entries: OrderedMap<string, Entry>
  readonly line: OrderedMap<number, string>
  readonly running: number
}

/** A lease that nobody renews, and the time when it is lost. */
export interface Lapse {
  readonly place: JobPlace
  readonly lease: number
  readonly until: number
}

/** Which lease of a job may make it, and whether others have asked since. */
export interface Claim {
  readonly lease: number
  readonly isWanted: boolean
}

/** All that the engine has, as a value. */
export interface MemoryState {
  readonly lanes: OrderedMap<string, LaneState>
  /** The oldest first. */
  readonly letters: OrderedMap<number, DeadLetter>
  readonly lapses: OrderedMap<number, Lapse>
  /** By the ids of jobs, whatever lanes these are in. */
  readonly claims: OrderedMap<string, Claim>
  /** How many jobs wait or run. */
  readonly unfinished: number
  /** The next places before and behind all that were ever given, and the next lease. */
  readonly front: number
  readonly back: number
  readonly nextLease: number
}

/** An engine that has nothing. */
export const emptyState: MemoryState = {
  lanes: null,
  letters: null,
  lapses: null,
  claims: null,
  unfinished: 0,
  front: -1,
  back: 0,
  nextLease: 0,
}

/** The job of a place; `undefined` where there is none. */
export const entryAt = ({ lanes }: MemoryState, { id, lane }: JobPlace): Entry | undefined =>
  get(get(lanes, laneKey(lane))?.entries ?? null, id)

const counts = ({ seat }: Entry): boolean => seat._tag !== 'Dead'

/** The lanes in which a job waits or runs. */
export const lanesOf = ({ lanes }: MemoryState, id: string): readonly Lane[] =>
  values(lanes).flatMap(({ lane, entries }) => {
    const entry = get(entries, id)
    return entry !== undefined && counts(entry) ? [lane] : []
  })

/**
 * The state with another entry at a place, or with none: lines, counts and lanes follow from where the job is. A lane
 * in which nothing is left is forgotten.
 */
export const withEntry = (state: MemoryState, { id, lane }: JobPlace, entry: Entry | null): MemoryState => {
  const key = laneKey(lane)
  const { entries, line, running } = get(state.lanes, key) ?? { entries: null, line: null, running: 0 }
  const before = get(entries, id) ?? null
  const left = before?.seat._tag === 'Waiting' ? remove(line, before.seat.place) : line
  const after: LaneState = {
    lane,
    entries: entry === null ? remove(entries, id) : set(entries, id, entry),
    line: entry?.seat._tag === 'Waiting' ? set(left, entry.seat.place, id) : left,
    running: running - Number(before?.seat._tag === 'Running') + Number(entry?.seat._tag === 'Running'),
  }
  return {
    ...state,
    lanes: size(after.entries) === 0 ? remove(state.lanes, key) : set(state.lanes, key, after),
    unfinished: state.unfinished - Number(before !== null && counts(before)) + Number(entry !== null && counts(entry)),
  }
}
