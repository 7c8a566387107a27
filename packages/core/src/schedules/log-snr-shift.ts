import { type Refused, refusal } from '../errors.js'
import { clamp, isAbove0, refusedBy, type TimeShift } from './time-shift.js'

/**
 * `start` and `end` are log (1 / sigma) where the line begins, at a length of 2000 frames, and ends; it begins `rate`
 * lower with each doubling of the length.
 */
export interface LogSnrShift {
  readonly start?: number
  readonly end?: number
  readonly rate?: number
  readonly length?: number
}

/** The length at which the line begins at `start`. */
const anchorLength = 2000

/**
 * The shift of Stable Audio 3: times even in log SNR, with 0 and 1 themselves at the ends.
 *
 * ```text
 * log(1 / sigma) = end - u (end - start + rate log2(length / 2000)),   0 < u < 1;   t = sigma / (1 + sigma)
 * ```
 *
 * Units: latent frames. Refused, by the plan: a length that is not above 0, numbers that are not finite, a start that is
 * not below the end.
 * Source: stable-audio-3 `inference/distribution_shift.py` `LogSNRShift`; its models take rate 0, from -6.2 to 2. The
 * list of Stable Audio Open Small: {@link logSnr}.
 *
 * @example
 * ```ts
 * import { logSnrShift, shiftedTimes, timeOfSigma } from '@sigmastream/core/schedules'
 *
 * const { sigmas } = shiftedTimes({ steps: 4, shift: logSnrShift() })
 * console.log(sigmas.map((sigma) => timeOfSigma(sigma).toFixed(3)).join(' ')) // 1.000 0.984 0.891 0.512 0.000
 * ```
 */
export const logSnrShift = ({
  start = -6.2,
  end = 2,
  rate = 0,
  length = anchorLength,
}: LogSnrShift = {}): TimeShift => {
  const begin = start - rate * Math.log2(length / anchorLength)
  const span = end - begin
  const fault = (): Refused | null => {
    if (!isAbove0(length)) return refusal('log-snr-shift', `length ${length}`, 'a finite number of frames above 0')
    return Number.isFinite(span) && span > 0
      ? null
      : refusal('log-snr-shift', `from log SNR ${begin} to ${end}`, 'finite numbers, the start below the end')
  }
  const { fround } = Math
  return {
    name: 'log-snr-shift',
    float32At: (even) =>
      even <= 0 || even >= 1
        ? clamp(even, 0, 1)
        : fround(1 / fround(1 + fround(Math.exp(fround(fround(end) - fround(even * fround(span))))))),
    timeAt: (even) => (even <= 0 || even >= 1 ? clamp(even, 0, 1) : 1 / (1 + Math.exp(end - even * span))),
    evenAt: (time) => (time >= 1 ? 1 : (end + Math.log(time / (1 - time))) / span),
    ...refusedBy(fault()),
  }
}
