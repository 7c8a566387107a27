import { refusal } from '../errors.js'
import { type ByLength, clamp, lengthFault, refusedBy, type TimeShift, timesAlpha } from './time-shift.js'

/** `shift` is the logarithm of what sigma is multiplied by, at the two lengths; `sine` bends the times once more. */
export interface FullShift extends ByLength {
  readonly shift?: readonly [atLeast: number, atMost: number]
  readonly sine?: boolean
}

/**
 * The shift that stable-audio-tools calls full: every sigma times an alpha whose logarithm is even in the length.
 *
 * ```text
 * t = 1 - e^m / (e^m + 1 / (1 - u) - 1) = alpha u / (1 + (alpha - 1) u),   alpha = e^-m
 * -m = base + (max - base) (length - least) / (most - least);   with sine, t = sin(pi t / 2) of that
 * ```
 *
 * Units: latent frames. Refused, by the plan: shifts that are not finite, a length or lengths that are not above 0.
 * Source: stable-audio-tools `inference/sampling.py` `DistributionShift`; stable-audio-3 `inference/distribution_shift.py`.
 * By another rule: {@link fluxShift}.
 *
 * @example
 * ```ts
 * import { fullShift, shiftedTimes, timeOfSigma } from '@sigmastream/core/schedules'
 *
 * const { sigmas } = shiftedTimes({ steps: 4, shift: fullShift({ length: 1024 }) })
 * console.log(sigmas.map((sigma) => timeOfSigma(sigma).toFixed(2)).join(' ')) // 1.00 0.85 0.65 0.38 0.00
 * ```
 */
export const fullShift = ({
  shift = [0.5, 1.15],
  length = 256,
  lengths = [256, 4096],
  sine = false,
}: FullShift = {}): TimeShift => {
  const [base, max] = shift
  const [least, most] = lengths
  const { timeAt, evenAt } = timesAlpha(
    Math.exp(base + ((max - base) * (clamp(length, least, most) - least)) / (most - least)),
  )
  return {
    name: 'full-shift',
    timeAt: sine ? (even) => Math.sin((Math.PI * timeAt(even)) / 2) : timeAt,
    evenAt: sine ? (time) => evenAt((2 * Math.asin(clamp(time, 0, 1))) / Math.PI) : evenAt,
    ...refusedBy(
      Number.isFinite(base) && Number.isFinite(max)
        ? lengthFault('full-shift', length, lengths)
        : refusal('full-shift', `shift ${base} to ${max}`, 'two finite numbers'),
    ),
  }
}
