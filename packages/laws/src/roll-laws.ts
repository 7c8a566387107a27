import type { Law } from './law.js'
import { type RollSubject, rollByNothing, rollOfAll } from './laws/roll.js'

/** The laws of what makes loops: a step on sound that goes round. */
export const rollLaws = (subject: RollSubject): readonly Law[] => [rollByNothing(subject), rollOfAll(subject)]
