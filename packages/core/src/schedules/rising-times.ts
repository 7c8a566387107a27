import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { evenFloat32, firstFloat32, float32Of } from './float32-times.js'
import { sigmaOfTime } from './flow-time.js'
import { type Schedule, scheduleOf } from './schedule.js'
import { checkedParts, type ShiftedTimes } from './shifted-times.js'

/**
 * Even times from a level down, moved by a shift, the first put back to the level: from below pure noise most such
 * lists rise once, and a run walks up there.
 *
 * ```text
 * t(i) = shift(T (1 - i / steps)),   T = max / (1 + max);   then t(0) = T;   sigma = t / (1 - t)
 * ```
 *
 * `steps` sigmas and a 0, in float32 as {@link scaledTimes}, which from pure noise it is. Refused, by the plan: steps that
 * are not a whole number of at least 1, a `sigmaMax` that is not finite and above 0, what the shift carries.
 * Source: stable-audio-3 `inference/sampling.py` `build_schedule`, of its first version (636f906), to make again what was
 * made with it. What falls, from the same formula or not at all: {@link shiftedTimes}.
 *
 * @example
 * ```ts
 * import { logSnrShift, risingTimes, sigmaOfTime, timeOfSigma } from '@sigmastream/core/schedules'
 *
 * const { sigmas } = risingTimes({ steps: 4, sigmaMax: sigmaOfTime(0.7), shift: logSnrShift() })
 * console.log(sigmas.map((sigma) => timeOfSigma(sigma).toFixed(2)).join(' ')) // 0.70 0.91 0.70 0.36 0.00
 * ```
 */
export const risingTimes = (asked: ShiftedTimes): Schedule => ({
  ...scheduleOf(
    pipe(
      checkedParts(asked),
      E.map(({ steps, sigmaMax, shift }) => {
        const later = evenFloat32(firstFloat32({ sigmaMax }), 0, steps).slice(1)
        return [sigmaMax, ...later.map(float32Of(shift)).map(sigmaOfTime)]
      }),
    ),
  ),
  mayRise: true,
})
