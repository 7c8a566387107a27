import type { LaneCount } from '../engine/engine.js'
import type { Lane } from '../job/lane.js'
import { chooseLane, needOfLane, type Room } from './choose-lane.js'
import type { Maker } from './maker.js'

/** Where a worker makes one job at a time. */
export interface Place {
  readonly maker: Maker
  /** The id of the job that is made here; `null` where none is. */
  job: string | null
  /** The model that is loaded here since its last job, `null` for none, and bytes that it and its job take. */
  loaded: string | null
  need: number
  /** How many jobs of that model were taken here in a row. */
  inRow: number
}

/** A place where nothing was made yet. */
export const emptyPlace = (maker: Maker): Place => ({ maker, job: null, loaded: null, need: 0, inRow: 0 })

/** The place that takes a job next, from which lane, and the idle ones whose models must make room for it. */
export interface Choice {
  readonly place: Place
  readonly lane: Lane
  readonly drop: readonly Place[]
}

type Rules = Pick<Room, 'models' | 'needOf' | 'turns'> & { readonly memory: number }

const needs = (places: readonly Place[]): number => places.reduce((sum, { need }) => sum + need, 0)

/** Bytes that a place may take: what nothing takes beside it. */
export const roomAt = (place: Place, places: readonly Place[], memory: number): number =>
  memory - needs(places.filter((one) => one !== place))

/** A lane for each idle place by itself, where the others keep what they have; the best is one whose model it has. */
const bestChoice = (
  counts: readonly LaneCount[],
  idle: readonly Place[],
  rules: Rules,
  roomFor: (place: Place) => number,
): Omit<Choice, 'drop'> | null => {
  const choices = idle.flatMap((place) => {
    const { loaded, inRow } = place
    const lane = chooseLane(counts, { ...rules, free: roomFor(place), loaded, inRow })
    return lane === null ? [] : [{ place, lane }]
  })
  return (
    choices.find(({ place, lane }) => place.loaded === lane.need.model) ??
    choices.find(({ place }) => place.loaded === null) ??
    choices[0] ??
    null
  )
}

/**
 * Where the next job is made, and of which lane; `null` where nothing fits. A model that an idle place has loaded stays
 * in memory where there is room for it, and makes room where there is not.
 */
export const choosePlace = (counts: readonly LaneCount[], places: readonly Place[], rules: Rules): Choice | null => {
  const idle = places.filter(({ job }) => job === null)
  const kept = bestChoice(counts, idle, rules, (place) => roomAt(place, places, rules.memory))
  if (kept !== null) return { ...kept, drop: [] }
  const busy = places.filter(({ job }) => job !== null)
  const alone = bestChoice(counts, idle, rules, (place) => roomAt(place, busy, rules.memory))
  return alone === null ? null : { ...alone, drop: idle.filter((one) => one !== alone.place) }
}

/** Puts a job of a lane into a place. */
export const occupy = (place: Place, job: string, lane: Lane, needOf: Room['needOf']): void => {
  const { model } = lane.need
  place.inRow = place.loaded === model ? place.inRow + 1 : 1
  place.job = job
  place.loaded = model
  place.need = needOfLane(lane, needOf)
}

/** Lets go of what a place has loaded. */
export const empty = async (place: Place): Promise<void> => {
  place.loaded = null
  place.need = 0
  place.inRow = 0
  await place.maker.release()
}
