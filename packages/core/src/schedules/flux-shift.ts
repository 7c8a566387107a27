import { refusal } from '../errors.js'
import { type ByLength, clamp, isAbove0, lengthFault, refusedBy, type TimeShift, timesAlpha } from './time-shift.js'

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
        : refusal('flux-shift', `alpha ${fault}`, 'a finite number above 0'),
    ),
  }
}
