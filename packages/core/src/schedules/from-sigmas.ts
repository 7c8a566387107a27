import { checkedSigmas } from './checked.js'
import { type Schedule, scheduleOf } from './schedule.js'

/**
 * A schedule from a list of sigmas of one's own, brought to an end at 0 unless asked not to.
 *
 * Refused, by the plan: fewer than two sigmas, one that is negative, not finite, or not below the one before. A plan
 * takes a bare list as well, as it is. From a formula: {@link karras}.
 *
 * @example
 * ```ts
 * import { fromSigmas } from '@sigmastream/core/schedules'
 *
 * console.log(fromSigmas([9, 3, 1]).sigmas.join(' ')) // 9 3 1 0
 * console.log(fromSigmas([1, 3]).refusal?.wrong) // 3 at place 1 after 1
 * ```
 */
export const fromSigmas = (sigmas: readonly number[], endAtZero = true): Schedule =>
  scheduleOf(checkedSigmas('schedule', endAtZero && sigmas.at(-1) !== 0 ? [...sigmas, 0] : sigmas))
