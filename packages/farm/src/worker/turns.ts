import type { Lane } from '../job/lane.js'

/** In which order lanes were taken from, so that each gets its turn: every lane once, the newest last. */
export type Turns = readonly Lane[]

/** No lane was taken from. */
export const noTurns: Turns = []

/** So many lanes are remembered; one that was taken from before all of these counts as never. */
const mostLanes = 1000

const isSame = (one: Lane, other: Lane): boolean =>
  one.submitter === other.submitter &&
  one.priority === other.priority &&
  one.need.model === other.need.model &&
  one.need.memory === other.need.memory

/** The turns after a job of a lane was taken. */
export const afterTaking = (turns: Turns, lane: Lane): Turns =>
  [...turns.filter((one) => !isSame(one, lane)), lane].slice(-mostLanes)

/** When something was taken last, by what tells it: a place among the turns, -1 for never. */
const lastOf = (turns: Turns, isOf: (lane: Lane) => boolean): number => turns.findLastIndex(isOf)

/** When a lane was taken from last; the later, the greater, -1 for never. */
export const lastOfLane = (turns: Turns, lane: Lane): number => lastOf(turns, (one) => isSame(one, lane))

/** When a submitter had a turn last among those who need this model. */
export const lastOfSubmitter = (turns: Turns, { submitter, need }: Lane): number =>
  lastOf(turns, (one) => one.submitter === submitter && one.need.model === need.model)

/** When a model was used last. */
export const lastOfModel = (turns: Turns, { need }: Lane): number =>
  lastOf(turns, (one) => one.need.model === need.model)
