import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Refused, refuse, valueOrRefusal } from '../errors.js'
import { pureNoise, sigmaOfTime, topTime } from './flow-time.js'
import { fluxShift } from './flux-shift.js'
import { checkedPositive, checkedSteps, endingAtZero } from './ramp.js'
import { type Schedule, scheduleOf } from './schedule.js'
import { showList } from './show-list.js'
import type { TimeShift } from './time-shift.js'

/** `steps` from `sigmaMax` down, pure noise unless it is given, at even times that `shift` moves: none moves them not. */
export interface ShiftedTimes {
  readonly steps: number
  readonly sigmaMax?: number
  readonly shift?: TimeShift
}

/** What can be wrong with any such list, before it is made. */
export const checkedParts = ({
  steps,
  sigmaMax = pureNoise,
  shift = fluxShift({ alpha: 1 }),
}: ShiftedTimes): E.Either<Refused, Required<ShiftedTimes>> =>
  pipe(
    valueOrRefusal(shift),
    E.flatMap(({ name }) =>
      pipe(
        checkedSteps(name, steps),
        E.flatMap(() => checkedPositive(name, 'sigma max', sigmaMax)),
      ),
    ),
    E.map(() => ({ steps, sigmaMax, shift })),
  )

/** The level itself, the shift of even times from `first` down, and 0. */
const timesFrom = ({ steps, sigmaMax, shift }: Required<ShiftedTimes>, first: number): readonly number[] => [
  topTime(sigmaMax),
  ...Array.from({ length: steps - 1 }, (_, i) => shift.timeAt(first * (1 - (i + 1) / steps))),
]

/** The even time that the shift makes the level of; a level above its curve is that of 1. */
const evenOf = ({ sigmaMax, shift }: Required<ShiftedTimes>): number => Math.min(1, shift.evenAt(topTime(sigmaMax)))

const falls = (times: readonly number[]): boolean => times.every((time, i) => i === 0 || time < (times[i - 1] ?? 0))

const sigmasFrom = ({ sigmaMax, shift }: Required<ShiftedTimes>, [, ...later]: readonly number[]) =>
  endingAtZero(shift.name, [sigmaMax, ...later.map(sigmaOfTime)])

/** The first of a list that rises right after its start was put where it was asked for. */
const refuseRise = (parts: Required<ShiftedTimes>, [level = NaN, next = NaN]: readonly number[]) => {
  const { shift } = parts
  const meant = timesFrom(parts, evenOf(parts))
  return refuse(
    shift.name,
    `from t ${showList([level])} it would rise to t ${showList([next])}: only its first time was moved to where it begins`,
    falls(meant)
      ? `shiftedFromLevel, which falls, t ${showList([...meant, 0])}`
      : `a start above t ${showList([shift.timeAt(Number.MIN_VALUE)])}, where the shift ends`,
  )
}

/**
 * Even times of a flow model from its level down, moved by a shift; then the first is put back to the level.
 *
 * ```text
 * u(i) = T (1 - i / steps),   T = max / (1 + max);   t(0) = T,   t(i) = shift(u(i)),   t(steps) = 0;   sigma = t / (1 - t)
 * ```
 *
 * `steps` sigmas and a 0. From pure noise it is what every flow model is sampled by; from a lower level most shifts move
 * the second time above the first, and such a list, which stable-audio-3 and diffusers walk up, is refused, with the one
 * that was probably meant. Refused, by the plan, as well: steps that are not a whole number of at least 1, a `sigmaMax`
 * that is not finite and above 0, what the shift carries.
 * Source: stable-audio-3 `inference/sampling.py` `build_schedule`. From a level: {@link shiftedFromLevel}.
 *
 * @example
 * ```ts
 * import { logSnrShift, shiftedTimes, sigmaOfTime, timeOfSigma } from '@sigmastream/core/schedules'
 *
 * const even = shiftedTimes({ steps: 4 }).sigmas.map(timeOfSigma)
 * console.log(even.map((time) => time.toFixed(2)).join(' ')) // 1.00 0.75 0.50 0.25 0.00
 * const { refusal } = shiftedTimes({ steps: 4, sigmaMax: sigmaOfTime(0.7), shift: logSnrShift() })
 * console.log(refusal?.wrong.slice(0, 36)) // from t 0.7 it would rise to t 0.9093
 * ```
 */
export const shiftedTimes = (asked: ShiftedTimes): Schedule =>
  scheduleOf(
    pipe(
      checkedParts(asked),
      E.flatMap((parts) => {
        const times = timesFrom(parts, topTime(parts.sigmaMax))
        return falls(times) ? sigmasFrom(parts, times) : refuseRise(parts, times)
      }),
    ),
  )

/**
 * The part of a shift's curve below a level, in even steps: a list from any start that falls as the whole one does.
 *
 * ```text
 * u(i) = U (1 - i / steps),   shift(U) = max / (1 + max);   t(i) = shift(u(i)),   t(steps) = 0;   sigma = t / (1 - t)
 * ```
 *
 * `steps` sigmas and a 0; from pure noise it is {@link shiftedTimes}. Refused, by the plan: steps that are not a whole
 * number of at least 1, a `sigmaMax` that is not finite and above 0, or at which the curve has ended, what the shift
 * carries.
 * Source: none; it is what the copies of `build_schedule` lack.
 *
 * @example
 * ```ts
 * import { logSnrShift, shiftedFromLevel, sigmaOfTime, timeOfSigma } from '@sigmastream/core/schedules'
 *
 * const { sigmas } = shiftedFromLevel({ steps: 4, sigmaMax: sigmaOfTime(0.7), shift: logSnrShift() })
 * console.log(sigmas.map((sigma) => timeOfSigma(sigma).toFixed(2)).join(' ')) // 0.70 0.53 0.36 0.22 0.00
 * ```
 */
export const shiftedFromLevel = (asked: ShiftedTimes): Schedule =>
  scheduleOf(
    pipe(
      checkedParts(asked),
      E.flatMap((parts) => {
        const times = timesFrom(parts, evenOf(parts))
        return falls(times) ? sigmasFrom(parts, times) : refuseRise(parts, times)
      }),
    ),
  )
