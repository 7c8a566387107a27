import type { Lane } from './lane.js'

/** A text of a lane: lanes have the same one where nothing in them differs. */
export const laneKey = ({ need: { model, memory }, priority, submitter }: Lane): string =>
  JSON.stringify([model, memory, priority, submitter])
