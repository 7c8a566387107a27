import type { LaneCount } from '../engine/engine.js'
import type { Lane, Priority } from '../job/lane.js'
import { lastOfLane, lastOfModel, lastOfSubmitter, type Turns } from './turns.js'

/** So many jobs of one model are taken in a row, at the most, while jobs of another one wait that would fit. */
export const mostInRow = 8

/** What a worker has room for, and what it took before. */
export interface Room {
  /** The models that are here. */
  readonly models: readonly string[]
  /** Bytes of memory that nothing takes. */
  readonly free: number
  /** Bytes that a job of a model takes where its lane does not say so. */
  readonly needOf: (model: string) => number
  /** The model that is loaded where the job is to run, and how many jobs of it were made there in a row. */
  readonly loaded: string | null
  readonly inRow: number
  readonly turns: Turns
}

/** Bytes that a job of a lane takes. */
export const needOfLane = ({ need: { model, memory } }: Lane, needOf: Room['needOf']): number => memory ?? needOf(model)

const ranks: Readonly<Record<Priority, number>> = { high: 0, normal: 1, low: 2 }

/** Those of which something is least. */
const least = (lanes: readonly Lane[], of: (lane: Lane) => number): readonly Lane[] => {
  const values = lanes.map(of)
  const lowest = Math.min(...values)
  return lanes.filter((_, at) => values[at] === lowest)
}

/** Of those that never had a turn one comes first by name, so that nothing hangs on the order that an engine lists in. */
const byName = (lanes: readonly Lane[]): readonly Lane[] => {
  const name = ({ submitter, need: { model, memory } }: Lane): string => `${submitter} ${model} ${memory}`
  return lanes.toSorted((one, other) => (name(one) < name(other) ? -1 : 1))
}

/** The model that goes on is the loaded one until it had its turn; then the one that was used longest ago. */
const ofOneModel = (lanes: readonly Lane[], { loaded, inRow, turns }: Room): readonly Lane[] => {
  const isLoaded = ({ need }: Lane): boolean => need.model === loaded
  const others = lanes.filter((lane) => !isLoaded(lane))
  if (others.length === 0 || (inRow < mostInRow && others.length < lanes.length)) return lanes.filter(isLoaded)
  const [next] = least(others, (lane) => lastOfModel(turns, lane))
  return others.filter(({ need }) => need.model === next?.need.model)
}

/**
 * The lane that a worker takes its next job from; `null` where nothing waits that fits. What is wanted soonest comes
 * first. Of that, jobs of the model that is loaded, up to `mostInRow` where others wait; then models, submitters of one
 * model, and lanes of one submitter take turns: the one whose last turn is longest ago. So no lane waits for ever but
 * for what is wanted sooner.
 */
export const chooseLane = (counts: readonly LaneCount[], room: Room): Lane | null => {
  const { models, free, needOf, turns } = room
  const fitting = counts
    .filter(({ waiting }) => waiting > 0)
    .map(({ lane }) => lane)
    .filter((lane) => models.includes(lane.need.model) && needOfLane(lane, needOf) <= free)
  const soonest = least(byName(fitting), ({ priority }) => ranks[priority])
  const ofModel = ofOneModel(soonest, room)
  const [first] = least(ofModel, (lane) => lastOfSubmitter(turns, lane))
  const own = ofModel.filter(({ submitter }) => submitter === first?.submitter)
  return least(own, (lane) => lastOfLane(turns, lane))[0] ?? null
}
