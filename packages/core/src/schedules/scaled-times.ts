import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { evenFloat32, firstFloat32, float32Of } from './float32-times.js'
import { sigmaOfTime } from './flow-time.js'
import { endingAtZero } from './ramp.js'
import { type Schedule, scheduleOf } from './schedule.js'
import { checkedParts, type ShiftedTimes } from './shifted-times.js'

/**
 * The whole list of a shift, every time of it multiplied by the level where it begins: it falls from any level.
 *
 * ```text
 * t(i) = T shift(1 - i / steps),   T = max / (1 + max);   sigma = t / (1 - t)
 * ```
 *
 * `steps` sigmas and a 0; from pure noise it is {@link shiftedTimes}, but for the rounding: times are computed in float32,
 * as PyTorch computes them, for a model tells apart two that differ by the last place. Refused, by the plan: steps that
 * are not a whole number of at least 1, a `sigmaMax` that is not finite and above 0, what the shift carries.
 * Source: stable-audio-3 `inference/sampling.py` `build_schedule`, of its later versions; diffusers `PingPongScheduler`.
 * The part of the curve below a level: {@link shiftedFromLevel}; of earlier versions: {@link risingTimes}.
 *
 * @example
 * ```ts
 * import { logSnrShift, scaledTimes, sigmaOfTime, timeOfSigma } from '@sigmastream/core/schedules'
 *
 * const { sigmas } = scaledTimes({ steps: 4, sigmaMax: sigmaOfTime(0.7), shift: logSnrShift() })
 * console.log(sigmas.map((sigma) => timeOfSigma(sigma).toFixed(2)).join(' ')) // 0.70 0.69 0.62 0.36 0.00
 * ```
 */
export const scaledTimes = (asked: ShiftedTimes): Schedule =>
  scheduleOf(
    pipe(
      checkedParts(asked),
      E.flatMap(({ steps, sigmaMax, shift }) => {
        const first = firstFloat32({ sigmaMax })
        const timeAt = float32Of(shift)
        const later = evenFloat32(1, 0, steps).slice(1, -1)
        const sigmas = later.map((even) => sigmaOfTime(Math.fround(first * timeAt(even))))
        return endingAtZero(shift.name, [sigmaMax, ...sigmas])
      }),
    ),
  )
