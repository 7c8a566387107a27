import { checkedSigmas } from './checked.js'
import { type Schedule, scheduleOf } from './schedule.js'

/**
 * An explicit list of falling sigmas, with a 0 behind it unless it ends with one or is asked not to. Refused: what
 * `checkedSigmas` refuses, a rising list above all.
 */
export const fromSigmas = (sigmas: readonly number[], endAtZero = true): Schedule =>
  scheduleOf(checkedSigmas('schedule', endAtZero && sigmas.at(-1) !== 0 ? [...sigmas, 0] : sigmas))
