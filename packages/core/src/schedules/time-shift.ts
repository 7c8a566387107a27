import { type Refusable, type Refused, refusal } from '../errors.js'

/**
 * A map of the time of a flow model onto itself that rises and leaves 0 and 1 where they are: `timeAt` an even time, and
 * back. It says where of a run the steps are: towards the noise, the longer a piece is.
 */
export interface TimeShift extends Refusable {
  readonly name: string
  readonly timeAt: (even: number) => number
  /** Of a time that is none of the shift's: below 0 or above 1. */
  readonly evenAt: (time: number) => number
}

/** The least and the most of what depends on a length, and the two lengths, in latent frames, where it is that. */
export interface ByLength {
  readonly length?: number
  readonly lengths?: readonly [least: number, most: number]
}

const outOf = (name: string, what: string, value: unknown, right: string): Refused =>
  refusal(name, `${what} ${String(value)}`, right)

const isAbove0 = (value: number): boolean => Number.isFinite(value) && value > 0

/** What is wrong with a length and the lengths that it lies between. */
const lengthFault = (name: string, length: number, [least, most]: readonly [number, number]): Refused | null => {
  if (!isAbove0(length)) return outOf(name, 'length', length, 'a finite number of frames above 0')
  return isAbove0(least) && Number.isFinite(most) && least < most
    ? null
    : outOf(name, 'lengths', `${least} and ${most}`, 'two finite numbers of frames above 0, the lower first')
}

const refusedBy = (fault: Refused | null): Refusable => (fault === null ? {} : { refusal: fault })

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value))

/** Sigma times alpha, as a map of times. */
const timesAlpha = (alpha: number): Pick<TimeShift, 'timeAt' | 'evenAt'> => ({
  timeAt: (even) => (alpha * even) / (1 + (alpha - 1) * even),
  evenAt: (time) => time / (alpha - (alpha - 1) * time),
})

/** `alpha` is what sigma is multiplied by: one number, or those at the two lengths. */
export interface FluxShift extends ByLength {
  readonly alpha?: number | readonly [atLeast: number, atMost: number]
}

/**
 * The shift of Flux and Stable Diffusion 3: every sigma times alpha.
 *
 * ```text
 * t = alpha u / (1 + (alpha - 1) u),   which is   t / (1 - t) = alpha u / (1 - u)
 * ```
 *
 * Where there are two alphas, log alpha is even in log length between the two lengths, and no more beyond them. Units:
 * latent frames. Refused, by the plan: an alpha, a length or lengths that are not finite and above 0.
 * Source: Esser et al. 2024, eq. 23; stable-audio-3 `inference/distribution_shift.py` `FluxDistributionShift`, whose
 * alpha for sound is 6.93. By another rule: {@link fullShift}.
 *
 * @example
 * ```ts
 * import { fluxShift, shiftedTimes, timeOfSigma } from '@sigmastream/core/schedules'
 *
 * const { sigmas } = shiftedTimes({ steps: 4, shift: fluxShift({ alpha: 3 }) })
 * console.log(sigmas.map((sigma) => timeOfSigma(sigma).toFixed(2)).join(' ')) // 1.00 0.90 0.75 0.50 0.00
 * ```
 */
export const fluxShift = ({ alpha = 6.93, length = 256, lengths = [256, 4096] }: FluxShift = {}): TimeShift => {
  const [atLeast, atMost] = typeof alpha === 'number' ? [alpha, alpha] : alpha
  const [least, most] = lengths
  const share = Math.log(clamp(length, least, most) / least) / Math.log(most / least)
  const fault = [atLeast, atMost].find((value) => !isAbove0(value))
  return {
    name: 'flux-shift',
    ...timesAlpha(atLeast * (atMost / atLeast) ** share),
    ...refusedBy(
      fault === undefined
        ? lengthFault('flux-shift', length, lengths)
        : outOf('flux-shift', 'alpha', fault, 'a finite number above 0'),
    ),
  }
}

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
        : outOf('full-shift', 'shift', `${base} to ${max}`, 'two finite numbers'),
    ),
  }
}

/**
 * `start` and `end` are log (1 / sigma) where the line begins, at `anchorLength`, and ends; it begins `rate` lower with
 * each doubling of the length.
 */
export interface LogSnrShift {
  readonly start?: number
  readonly end?: number
  readonly rate?: number
  readonly length?: number
  readonly anchorLength?: number
}

/**
 * The shift of Stable Audio 3: times even in log SNR, with 0 and 1 themselves at the ends.
 *
 * ```text
 * log(1 / sigma) = end - u (end - start + rate log2(length / anchor length)),   0 < u < 1;   t = sigma / (1 + sigma)
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
  length = 2000,
  anchorLength = 2000,
}: LogSnrShift = {}): TimeShift => {
  const begin = start - rate * Math.log2(length / anchorLength)
  const span = end - begin
  const fault = (): Refused | null => {
    if (!isAbove0(length) || !isAbove0(anchorLength))
      return outOf('log-snr-shift', 'length', `${length} at ${anchorLength}`, 'two finite numbers of frames above 0')
    return Number.isFinite(span) && span > 0
      ? null
      : outOf('log-snr-shift', 'from log SNR', `${begin} to ${end}`, 'finite numbers, the start below the end')
  }
  return {
    name: 'log-snr-shift',
    timeAt: (even) => (even <= 0 || even >= 1 ? clamp(even, 0, 1) : 1 / (1 + Math.exp(end - even * span))),
    evenAt: (time) => (time >= 1 ? 1 : (end + Math.log(time / (1 - time))) / span),
    ...refusedBy(fault()),
  }
}
